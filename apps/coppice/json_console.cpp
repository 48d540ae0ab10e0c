#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "coppice/console.hpp"
#include "coppice/process.hpp"
#include "coppice/progress.hpp"

namespace coppice {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kReadEvery = 1.0;  ///< seconds between two events of one file that is read

/// A fact as programs read it; metrics are an object of data sets.
struct JsonValue {
  template <class Value>
  Json operator()(const Value& value) const {
    return value;
  }
  Json operator()(std::span<const MetricValue> metrics) const {
    Json sets = Json::object();
    for (const MetricValue& value : metrics) sets[value.data][value.metric] = value.value;
    return sets;
  }
  Json operator()(const std::vector<MetricValue>& metrics) const {
    return (*this)(std::span<const MetricValue>(metrics));
  }
};

/// One JSON object an event, one event a line, for programs that watch.
class JsonConsole : public Console {
 public:
  explicit JsonConsole(const RunParams& params) : Console(params.strict), quiet_(params.quiet) {}

  void bytes_read(std::string_view source, std::uint64_t done, std::uint64_t total) override {
    stop_if_interrupted();
    const double now = clock_.seconds();
    if (quiet_ || (done != total && now - last_read_ < kReadEvery)) return;
    last_read_ = now;
    emit("read", {{"source", source}, {"bytes", done}, {"total", total}});
  }

  void round_done(int round, int rounds, std::span<const MetricValue> metrics) override {
    if (quiet_) return;
    emit("round", {{"round", round}, {"rounds", rounds}, {"metrics", JsonValue{}(metrics)}});
  }

  void note(std::string_view text) override {
    if (!quiet_) emit("note", {{"text", text}});
  }
  void error(std::string_view text, int exit_code) override {
    emit("error", {{"text", text}, {"exit_code", exit_code}});
  }

  void event(std::string_view name, std::span<const Fact> facts, std::string_view) override {
    if (!quiet_) emit_facts(name, facts);
  }

  void summary(std::string_view event, std::span<const Fact> facts) override {
    if (!quiet_) emit_facts(event, facts);
  }

 private:
  void emit_facts(std::string_view event, std::span<const Fact> facts) {
    Json fields = Json::object();
    for (const Fact& fact : facts) {
      std::string name = fact.name;
      std::replace(name.begin(), name.end(), ' ', '_');
      fields[name] = std::visit(JsonValue{}, fact.value);
    }
    emit(event, std::move(fields));
  }

  void say_warning(std::string_view text) override { emit("warning", {{"text", text}}); }
  void say_warning_table(std::string_view text, const TextTable& table) override {
    Json rows = Json::array();
    for (std::size_t row = 1; row < table.size(); ++row) {
      Json cells = Json::object();
      for (std::size_t i = 0; i < table[row].size(); ++i) cells[table[0][i]] = table[row][i];
      rows.push_back(std::move(cells));
    }
    emit("warning", {{"text", text}, {"table", std::move(rows)}});
  }

  void emit(std::string_view event, Json fields) {
    Json object{{"event", event}, {"elapsed", clock_.seconds()}};
    object.update(fields);
    // Text of files may be no UTF-8; it is replaced, not refused.
    write_error_stream(
        fmt::format("{}\n", object.dump(-1, ' ', false, Json::error_handler_t::replace)));
  }

  Stopwatch clock_;
  double last_read_ = -kReadEvery;
  bool quiet_;
};

}  // namespace

std::unique_ptr<Console> make_json_console(const RunParams& params) {
  return std::make_unique<JsonConsole>(params);
}

}  // namespace coppice
