#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/observer.hpp"
#include "coppice/run_params.hpp"

namespace coppice {

/// One line of a summary: "checksum", "3f2a...".
struct Fact {
  std::string name;
  std::variant<std::string, std::int64_t, double, std::vector<MetricValue>> value;
};

/// What a command says on standard error. Data never goes this way. Reading and training end
/// early after a Ctrl-C, whatever the style (process.hpp).
class Console : public Observer {
 public:
  /// The outcome of a command; `event` names it for machines ("trained").
  virtual void summary(std::string_view event, std::span<const Fact> facts) = 0;
  /// The last words of a command that failed.
  virtual void error(std::string_view text, int exit_code) = 0;

  bool stop_requested() override;
};

/// Text or JSON lines, as `params` asks.
std::unique_ptr<Console> make_console(const RunParams& params);

std::unique_ptr<Console> make_text_console(bool quiet);
std::unique_ptr<Console> make_json_console(bool quiet);

/// A text on one line: control characters, which file names and labels may bring, as \x0a.
std::string one_line(std::string_view text);

}  // namespace coppice
