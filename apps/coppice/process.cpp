#include "coppice/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string_view>

namespace coppice {

namespace {

// Static because a signal handler can reach nothing else.
std::atomic<bool> stop_asked{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void ask_to_stop(int) {
  const int errno_before = errno;  // of the call that the signal came into
  stop_asked.store(true);
  constexpr std::string_view text = "\r\033[Kstopping; Ctrl-C again ends at once\n";
  if (isatty(STDERR_FILENO)) (void)!write(STDERR_FILENO, text.data(), text.size());
  errno = errno_before;
}

}  // namespace

void install_signal_handlers() {
  signal(SIGPIPE, SIG_IGN);
  struct sigaction action {};
  action.sa_handler = ask_to_stop;
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction hangup {};
  sigaction(SIGHUP, nullptr, &hangup);
  if (hangup.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);  // nohup stays
}

void write_error_stream(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void open_standard_streams() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) >= 0) continue;
    if (open("/dev/null", O_RDONLY) < 0) return;  // takes the lowest free number: this one
  }
}

bool interrupted() {
  return stop_asked.load();
}

void stop_if_interrupted() {
  if (interrupted()) throw Interrupted{};
}

}  // namespace coppice
