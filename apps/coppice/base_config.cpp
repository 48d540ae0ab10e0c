#include "coppice/base_config.hpp"

#include <optional>

#include "base/error.hpp"
#include "boost/booster_params.hpp"
#include "coppice/command_line.hpp"
#include "coppice/lists.hpp"

namespace coppice {

namespace {

std::optional<Booster> booster_named(const std::string& name) {
  for (const auto& [booster, known] : EnumNames<Booster>::names) {
    if (name == known) return booster;
  }
  return std::nullopt;
}

void check_reading(const std::string& path, ReadParams own, ReadParams read) {
  ReadParams usual;
  const std::vector<Parameter> own_rows = parameters_of(own), rows = parameters_of(read),
                               usual_rows = parameters_of(usual);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string value = own_rows[i].get();
    if (value == usual_rows[i].get() || value == rows[i].get()) continue;
    throw usage_error(
        "{}: {} is '{}' here and '{}' for the stack, which reads its data once; "
        "give --{} the same",
        path, rows[i].name, value, rows[i].get(), rows[i].name);
  }
}

}  // namespace

TrainParams read_base(const std::string& given, const ReadParams& read) {
  if (const auto booster = booster_named(given)) return default_params(*booster);
  ConfigParams config;
  ReadParams own;
  TrainParams params;
  CommandLine line("stack", "");
  line.add_config(config);
  line.add(parameters_of(own));
  line.add(parameters_of_training(params));
  line.defaults([&] { params = default_params(params.boost.booster); });
  line.read({"--config", given});
  check_reading(given, own, read);
  if (!params.boost.metric.empty()) params.boost.metric = split_lists(params.boost.metric);
  return params;
}

}  // namespace coppice
