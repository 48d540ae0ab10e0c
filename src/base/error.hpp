#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace coppice {

/// What the process tells the shell when it ends.
enum class ExitCode : int { ok = 0, usage = 2, input = 3, model = 4, io = 5, interrupted = 130 };

/// An error of the user's world: one line that says what, where and the remedy.
/// Everything that the engine throws on purpose is one of these; anything else is a bug.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// A flag, parameter or command that cannot be used as given.
template <class... Args>
[[nodiscard]] Error usage_error(fmt::format_string<Args...> text, Args&&... args) {
  return {ExitCode::usage, fmt::format(text, std::forward<Args>(args)...)};
}

/// Input data that cannot be read as what it should be; name file, line and column.
template <class... Args>
[[nodiscard]] Error input_error(fmt::format_string<Args...> text, Args&&... args) {
  return {ExitCode::input, fmt::format(text, std::forward<Args>(args)...)};
}

/// A model file that is damaged, foreign or does not fit the data.
template <class... Args>
[[nodiscard]] Error model_error(fmt::format_string<Args...> text, Args&&... args) {
  return {ExitCode::model, fmt::format(text, std::forward<Args>(args)...)};
}

/// A file that cannot be opened, read or written; name the path and the system's reason.
template <class... Args>
[[nodiscard]] Error io_error(fmt::format_string<Args...> text, Args&&... args) {
  return {ExitCode::io, fmt::format(text, std::forward<Args>(args)...)};
}

}  // namespace coppice
