#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "coppice/console.hpp"
#include "coppice/process.hpp"
#include "coppice/progress.hpp"

namespace coppice {

namespace {

constexpr int kBarWidth = 24;
constexpr int kPlainLines = 10;  ///< rounds told where there is no terminal

/// "coppice: warning: " before warnings and errors, nothing before plain words.
class LevelPrefix : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    std::string_view prefix;
    if (message.level == spdlog::level::warn) prefix = "warning: ";
    if (message.level == spdlog::level::err) prefix = "error: ";
    out.append(prefix.data(), prefix.data() + prefix.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<LevelPrefix>();
  }
};

bool colours_wanted() {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(STDERR_FILENO) && !(no_color && *no_color);
}

/// A logger of our own, outside spdlog's registry: no state is shared.
spdlog::logger make_logger(bool quiet) {
  const auto mode = colours_wanted() ? spdlog::color_mode::always : spdlog::color_mode::never;
  auto sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_st>(mode);
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<LevelPrefix>('*').set_pattern("coppice: %^%*%$%v");
  spdlog::logger logger("coppice", sink);
  logger.set_formatter(std::move(formatter));
  logger.set_level(quiet ? spdlog::level::warn : spdlog::level::info);
  logger.flush_on(spdlog::level::info);
  return logger;
}

/// A fact as people read it.
struct ValueText {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
  std::string operator()(double number) const { return fmt::format("{:.6g}", number); }
  std::string operator()(std::span<const MetricValue> metrics) const {
    std::string text;
    for (const MetricValue& value : metrics) {
      text += fmt::format("{}{} {} {:.6g}", text.empty() ? "" : ", ", value.data, value.metric,
                          value.value);
    }
    return text;
  }
};

/// Columns side by side, indented.
std::string table_text(const TextTable& table) {
  std::vector<std::size_t> widths(table.front().size(), 0);
  for (const auto& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], one_line(row[i]).size());
    }
  }
  std::string text;
  for (const auto& row : table) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += fmt::format("  {:<{}}", one_line(row[i]), widths[i]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

/// Words for people: a bar on a terminal, a few plain lines where standard error is a file.
class TextConsole : public Console {
 public:
  explicit TextConsole(const RunParams& params)
      : Console(params.strict),
        logger_(make_logger(params.quiet)),
        quiet_(params.quiet),
        terminal_(isatty(STDERR_FILENO)) {}
  ~TextConsole() override {
    line_.clear();
    table_.clear();
  }

  void bytes_read(std::string_view source, std::uint64_t done, std::uint64_t total) override {
    stop_if_interrupted();
    if (quiet_ || !terminal_) return;
    if (source != source_) {
      source_ = source;
      reading_ = {};
      reading_clock_ = {};
    }
    const double bytes = static_cast<double>(done), all = static_cast<double>(total);
    if (total > 0 && done >= total) return line_.clear();
    if (!line_.due()) return;
    reading_.update(bytes, reading_clock_.seconds());
    const std::string name = one_line(source);
    if (total == 0) return line_.draw(fmt::format("reading {}  {}", name, bytes_text(bytes)));
    line_.draw(fmt::format("reading {}  {} {} of {}  {} left", name,
                           bar_text(bytes / all, kBarWidth), bytes_text(bytes), bytes_text(all),
                           duration_text(reading_.seconds(all))));
  }

  void round_done(int round, int rounds, std::span<const MetricValue> metrics) override {
    if (quiet_) return;
    if (!terminal_) return plain_round(round, rounds, metrics);
    if (round == 1) training_clock_ = {};
    if (round == rounds) return line_.clear();
    if (!line_.due()) return;
    training_.update(round, training_clock_.seconds());
    line_.draw(fmt::format(
        "training {} {}/{}  {} left  {}", bar_text(static_cast<double>(round) / rounds, kBarWidth),
        round, rounds, duration_text(training_.seconds(rounds)), one_line(ValueText{}(metrics))));
  }

  void note(std::string_view text) override { say(spdlog::level::info, text); }
  void error(std::string_view text, int) override { say(spdlog::level::err, text); }

  void event(std::string_view, std::span<const Fact>, std::string_view line) override {
    if (!quiet_ && !terminal_) write_error_stream(one_line(line) + '\n');
  }

  void live(std::span<const std::string> lines) override {
    if (quiet_ || !terminal_ || !table_.due()) return;
    table_.draw(lines);
  }

  void summary(std::string_view, std::span<const Fact> facts) override {
    if (quiet_) return;
    line_.clear();
    table_.clear();
    std::size_t width = 0;
    for (const Fact& fact : facts) width = std::max(width, fact.name.size());
    for (const Fact& fact : facts) {
      write_error_stream(fmt::format("{:<{}}  {}\n", one_line(fact.name), width,
                                     one_line(std::visit(ValueText{}, fact.value))));
    }
  }

 private:
  void say_warning(std::string_view text) override { say(spdlog::level::warn, text); }
  void say_warning_table(std::string_view text, const TextTable& table) override {
    say(spdlog::level::warn, text);
    write_error_stream(table_text(table));
  }

  void say(spdlog::level::level_enum level, std::string_view text) {
    line_.clear();
    table_.clear();
    logger_.log(level, one_line(text));
  }

  void plain_round(int round, int rounds, std::span<const MetricValue> metrics) {
    const int step = std::max(1, (rounds + kPlainLines - 1) / kPlainLines);
    if (metrics.empty() || (round % step != 0 && round != rounds)) return;
    write_error_stream(
        fmt::format("round {}/{}  {}\n", round, rounds, one_line(ValueText{}(metrics))));
  }

  spdlog::logger logger_;
  bool quiet_, terminal_;
  ProgressLine line_;
  ProgressTable table_;
  std::string source_;  ///< file that is being read
  Stopwatch reading_clock_, training_clock_;
  TimeLeft reading_, training_;
};

}  // namespace

std::unique_ptr<Console> make_text_console(const RunParams& params) {
  return std::make_unique<TextConsole>(params);
}

}  // namespace coppice
