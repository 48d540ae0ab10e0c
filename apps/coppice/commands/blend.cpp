#include <fmt/format.h>

#include <algorithm>

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "coppice/commands.hpp"
#include "coppice/lists.hpp"
#include "coppice/paths.hpp"
#include "model/blend.hpp"

namespace coppice {

namespace {

struct BlendFlags {
  std::vector<std::string> models;
  std::string out;
  std::vector<std::string> weights;
};

}  // namespace

template <>
struct ParameterTable<BlendFlags> {
  static constexpr const char* title = "Blending";
  static constexpr auto rows = std::tuple{
      Row{"models", &BlendFlags::models, "Model files whose predictions are averaged, two or more"},
      Row{"out", &BlendFlags::out, "Model file to write, - for standard output"},
      Row{"weights", &BlendFlags::weights,
          "What each model counts, as 1,2,1 in their order; without it all alike"},
  };
};

namespace {

void describe(CommandLine& line, BlendFlags& flags) {
  line.usage("MODEL MODEL... [--weights W,W...] -o MODEL");
  line.add(parameters_of(flags));
  line.positional({"models"});
  line.required({"out"});
  line.letter("out", 'o');
  line.example("coppice blend forest.json boosted.json -o blend.json");
  line.example("coppice blend a.json b.json c.json --weights 1,2,1 -o blend.json");
}

std::vector<double> read_weights(const BlendFlags& flags) {
  std::vector<double> weights;
  if (flags.weights.empty()) weights.assign(flags.models.size(), 1.0);
  for (const std::string& text : split_lists(flags.weights)) {
    if (flags.weights.empty()) break;
    weights.push_back(parse_number("weights", text, {0, 1e300}));
  }
  if (weights.size() != flags.models.size()) {
    throw usage_error("--weights: {} weights for {} models; give one for each", weights.size(),
                      flags.models.size());
  }
  if (std::ranges::all_of(weights, [](double weight) { return weight == 0; })) {
    throw usage_error("--weights: all are 0; give one above 0");
  }
  return weights;
}

void run(const BlendFlags& flags, Console& console) {
  if (flags.models.size() < 2) throw usage_error("a blend is of two models or more; name another");
  std::vector<NamedPath> inputs;
  for (const std::string& path : flags.models) {
    if (std::ranges::count(flags.models, path) > 1) {
      throw usage_error("'{}' is given more than once; give it once, and a weight", path);
    }
    inputs.push_back({"MODEL", path});
  }
  check_paths(inputs, {{"--out", flags.out}});
  const std::vector<double> weights = read_weights(flags);
  std::vector<Part> parts;
  const std::vector<std::string> names = short_names(flags.models);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    parts.push_back({names[i], weights[i], load_model(flags.models[i])});
  }
  Model model = blend(std::move(parts));
  model.tool_version = COPPICE_VERSION;
  save_model(model, flags.out);
  const std::vector<Fact> facts{{"models", static_cast<std::int64_t>(model.parts.size())},
                                {"model", flags.out},
                                {"checksum", hash_text(model_checksum(model))}};
  console.summary("blended", facts);
}

}  // namespace

Command blend_command() {
  return make_command<BlendFlags>("blend", "Average the predictions of models, as one model",
                                  describe, run);
}

}  // namespace coppice
