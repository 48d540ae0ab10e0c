#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>
#include <system_error>

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "coppice/commands.hpp"
#include "coppice/help.hpp"
#include "coppice/process.hpp"
#include "coppice/run.hpp"

namespace coppice {
namespace {

const Command& command_named(const std::vector<Command>& commands, const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command& command : commands) {
    if (command.name == name) return command;
    names.push_back(command.name);
  }
  const auto near = nearest_name(name, names);
  throw usage_error("unknown command '{}'; {}", name,
                    near ? fmt::format("did you mean '{}'?", *near) : "see coppice --help");
}

void run(std::vector<std::string> arguments, std::unique_ptr<Console>& console) {
  const std::vector<Command> commands = all_commands();
  const std::string first = arguments.empty() ? "--help" : arguments.front();
  if (first == "--version") return print_text(fmt::format("coppice {}\n", COPPICE_VERSION));
  if (arguments.size() <= 1 && (first == "help" || first == "--help" || first == "-h")) {
    return print_text(overview(commands));
  }
  arguments.erase(arguments.begin());
  if (first == "help") {
    return print_text(help_of(command_named(commands, arguments.front())));
  }
  run_command(command_named(commands, first), arguments, console);
}

/// A text without its middle where it is very long: an argument may be of any length.
std::string shortened(std::string_view text) {
  constexpr std::size_t kMost = 1000, kKept = 200;
  if (text.size() <= kMost) return std::string(text);
  return fmt::format("{} ... {}", text.substr(0, kKept), text.substr(text.size() - kKept));
}

/// The one place where a failure becomes a line on standard error and an exit code.
int failed(Console& console) {
  const auto tell = [&](std::string_view text, int code) {
    return console.error(shortened(text), code), code;
  };
  try {
    throw;
  } catch (const Error& error) {
    return tell(error.what(), static_cast<int>(error.code()));
  } catch (const ClosedPipe&) {
    return 0;
  } catch (const Interrupted& stop) {
    return tell(stop.text, static_cast<int>(ExitCode::interrupted));
  } catch (const std::bad_alloc&) {
    return tell(
        "out of memory: the system gives no more; give more (see ulimit -v, or a larger machine or "
        "container), or fewer rows or columns",
        static_cast<int>(ExitCode::usage));
  } catch (const std::system_error& error) {  // a limit on threads, a folder that is gone
    return tell(fmt::format("the system refused: {}", error.what()),
                static_cast<int>(ExitCode::io));
  } catch (const std::exception& error) {
    return tell(fmt::format("unexpected: {}; please report it", error.what()), 1);
  }
}

}  // namespace
}  // namespace coppice

int main(int argc, char** argv) {
  coppice::open_standard_streams();
  coppice::install_signal_handlers();
  std::unique_ptr<coppice::Console> console = coppice::make_console({});
  try {
    coppice::run({argv + std::min(argc, 1), argv + argc}, console);
    return 0;
  } catch (...) {
    return coppice::failed(*console);
  }
}
