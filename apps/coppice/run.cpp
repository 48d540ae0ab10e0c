#include "coppice/run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/atomic_file.hpp"
#include "base/dispatch.hpp"
#include "base/memory.hpp"
#include "base/parallel.hpp"
#include "coppice/help.hpp"

namespace coppice {

namespace {

constexpr int kThreadsPerProcessor = 4;  ///< more would only wait for each other

void use_threads(int asked, Console& console) {
  const int processors = available_processors(), most = kThreadsPerProcessor * processors;
  if (asked > most) {
    console.note(fmt::format("{} threads asked for, {} used: there are {} processors", asked, most,
                             processors));
  }
  const int wanted = asked == 0 ? processors : std::min(asked, most);
  set_thread_count(wanted);
  if (thread_count() < wanted) {
    console.note(
        fmt::format("{} threads wanted, {} used: the system allows no more (ulimit -u, -v)", wanted,
                    thread_count()));
  }
}

bool wants_help(const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::any_of(arguments.begin(), end, [](const std::string& argument) {
    return argument == "--help" || argument == "-h";
  });
}

}  // namespace

CommandLine command_line(const Command& command, RunParams& run) {
  CommandLine line(command.name, command.purpose);
  command.describe(line);
  line.add(parameters_of(run));
  return line;
}

void run_command(const Command& command, const std::vector<std::string>& arguments,
                 std::unique_ptr<Console>& console) {
  if (wants_help(arguments)) return print_text(help_of(command));
  RunParams run;
  command_line(command, run).read(arguments);
  console = make_console(run);
  use_threads(run.threads, *console);
  (void)simd_width();  // says now what is wrong with COPPICE_SIMD
  set_memory_limit(static_cast<std::size_t>(run.memory_limit) << 20);
  command.run(*console);
}

std::string help_of(const Command& command) {
  RunParams run;
  return command_help(command_line(command, run));
}

void print_text(std::string_view text) {
  AtomicFile out("-");
  out.write(text);
  out.commit();
}

}  // namespace coppice
