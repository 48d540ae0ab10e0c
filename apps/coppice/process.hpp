#pragma once

#include <string>
#include <string_view>

namespace coppice {

/// Thrown to leave a command after a Ctrl-C: temporary files are removed on the way out.
struct Interrupted {
  std::string text = "interrupted; no file was written";  ///< what is left
};

/// Ctrl-C (and SIGTERM, SIGHUP) asks once, and ends the process at once the second time; writing
/// to a closed pipe is an error and not a signal.
void install_signal_handlers();

/// Writes to standard error at once. A failure is not told: there is nobody left to tell.
void write_error_stream(std::string_view text);

/// Opens standard streams that were closed by the caller, on nothing: a model file must not become
/// the descriptor that warnings go to.
void open_standard_streams();

/// True once a signal has asked to stop.
bool interrupted();

/// Throws Interrupted once a signal has asked to stop.
void stop_if_interrupted();

}  // namespace coppice
