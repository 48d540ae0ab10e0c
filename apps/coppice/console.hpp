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

/// Cells of a table, row by row; the first row holds the headings.
using TextTable = std::vector<std::vector<std::string>>;

/// What a command says on standard error. Data never goes this way. Reading and training end
/// early after a Ctrl-C, whatever the style (process.hpp). A strict console throws an input error
/// where another would warn.
class Console : public Observer {
 public:
  explicit Console(bool strict) : strict_(strict) {}

  void warning(std::string_view text) final;
  /// A warning with a few lines of detail.
  void warning_table(std::string_view text, const TextTable& table);
  /// The outcome of a command; `event` names it for machines ("trained").
  virtual void summary(std::string_view event, std::span<const Fact> facts) = 0;
  /// Something that happened in a long run: `line` for people, where no table on a terminal shows
  /// it; `facts` for machines, as the event `name`.
  virtual void event(std::string_view name, std::span<const Fact> facts, std::string_view line) = 0;
  /// What is going on, as lines that a terminal draws in place of the last ones.
  virtual void live(std::span<const std::string> lines) { (void)lines; }
  /// The last words of a command that failed.
  virtual void error(std::string_view text, int exit_code) = 0;

  bool stop_requested() override;

 private:
  virtual void say_warning(std::string_view text) = 0;
  virtual void say_warning_table(std::string_view text, const TextTable& table) = 0;

  bool strict_;
};

/// Text or JSON lines, as `params` asks.
std::unique_ptr<Console> make_console(const RunParams& params);

std::unique_ptr<Console> make_text_console(const RunParams& params);
std::unique_ptr<Console> make_json_console(const RunParams& params);

/// A text on one line: control characters, which file names and labels may bring, as \x0a.
std::string one_line(std::string_view text);

}  // namespace coppice
