#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_set>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "model/model.hpp"
#include "model/model_check.hpp"
#include "model/model_fields.hpp"
#include "model/model_text.hpp"
#include "model/utf8.hpp"

namespace coppice {

namespace {

// A fuzzer is not to stop at checksums that it cannot guess.
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
constexpr bool kCompareChecksums = false;
#else
constexpr bool kCompareChecksums = true;
#endif

/// Says what a file is that does not begin as a model does.
Error foreign_file(std::string_view text, const std::string& path) {
  if (text.empty()) return model_error("{}: the file is empty; train the model again", path);
  if (text.starts_with("tree\n") || text.starts_with("tree\r\n")) {
    return model_error(
        "{}: this is a LightGBM model, which Coppice does not read; train one with 'coppice train'",
        path);
  }
  if (text.substr(0, 64).find("\"learner\"") != std::string_view::npos) {
    return model_error(
        "{}: this is an XGBoost model, which Coppice does not read; train one with 'coppice train'",
        path);
  }
  if (text.starts_with(R"({"form)") || std::string_view(R"({"form)").starts_with(text)) {
    return model_error("{}: the head of the model is damaged; restore the file from a copy", path);
  }
  return model_error(
      "{}: this is not a Coppice model, which begins with {{\"format\":\"{}\"; name a file that "
      "'coppice train' wrote",
      path, kModelFormat);
}

/// Reads `{"format":"coppice-model","version":1`, and nothing else passes.
void read_head(JsonReader& json, std::string_view text, const std::string& path) {
  const std::string start = fmt::format(R"({{"format":"{}","version":)", kModelFormat);
  if (!text.starts_with(start)) throw foreign_file(text, path);
  json.open('{');
  json.key("format");
  json.string();
  json.key("version");
  const int version = json.number<int>();
  if (version != kModelVersion) {
    throw model_error(
        "{}: its format is version {}, and this coppice reads version {}; use the coppice "
        "that wrote it, or train the model again",
        path, version, kModelVersion);
  }
}

void read_parameters(JsonReader& json, Model& model) {
  std::unordered_set<std::string> seen;
  json.key("parameters");
  json.open('{');
  while (!json.at_close('}')) {
    std::string name = json.any_key();
    if (!seen.insert(name).second)
      json.refuse(fmt::format("'{}' stands twice", printable(name, 60)));
    std::string text = json.string();
    model.parameters.emplace_back(std::move(name), std::move(text));
  }
}

void read_history(JsonReader& json, Model& model) {
  json.key("best_round");
  model.best_round = json.number<int>();
  json.key("history_names");
  model.history_names = json.strings();
  json.key("history");
  json.array([&] {
    HistoryRow row;
    json.open('[');
    row.round = json.number<int>();
    while (!json.at_close(']')) row.values.push_back(read_extended(json));
    model.history.push_back(std::move(row));
  });
}

template <class Item>
void field(JsonReader& json, std::string_view name, std::vector<Item>& items) {
  json.key(name);
  items = json.numbers<Item>();
}

void read_sets(JsonReader& json, Tree& tree) {
  field(json, "category_set", tree.category_set);
  if (tree.category_set.empty()) tree.category_set.assign(tree.splits(), -1);
  json.key("sets");
  json.array([&] {
    if (tree.set_begin.empty()) tree.set_begin.push_back(0);
    json.array([&] { tree.set_codes.push_back(json.number<std::int32_t>()); });
    tree.set_begin.push_back(static_cast<std::uint32_t>(tree.set_codes.size()));
  });
}

void read_leaf_terms(JsonReader& json, LeafTerms& terms) {
  if (!json.at_key("leaf_terms")) return;
  json.key("leaf_terms");
  json.open('{');
  for_fields(terms, [&](const char* name, auto& items) { field(json, name, items); });
  json.close('}');
}

Tree read_tree(JsonReader& json) {
  Tree tree;
  json.open('{');
  json.key("output");
  tree.output = json.number<std::uint32_t>();
  json.key("width");
  tree.width = json.number<std::uint32_t>();
  field(json, "feature", tree.feature);
  field(json, "threshold", tree.threshold);
  read_sets(json, tree);
  for_split_fields(tree, [&](const char* name, auto& items) { field(json, name, items); });
  if (json.at_key("value_row")) field(json, "value_row", tree.value_row);
  field(json, "leaf_cover", tree.leaf_cover);
  field(json, "leaf_rows", tree.leaf_rows);
  read_leaf_terms(json, tree.leaf_terms);
  json.close('}');
  return tree;
}

void read_linear(JsonReader& json, LinearModel& linear) {
  json.key("linear");
  json.open('{');
  for_fields(linear, [&](const char* name, auto& items) { field(json, name, items); });
  json.close('}');
}

/// A value of an enumeration, by its name; `what` says what such values are.
template <class Enum>
Enum read_choice(JsonReader& json, std::string_view what) {
  const std::string text = json.string();
  for (const auto& [value, name] : EnumNames<Enum>::names) {
    if (text == name) return value;
  }
  json.refuse(fmt::format("'{}' is no {}", printable(text, 60), what));
}

/// `place` is what trees are called in messages: "tree", or "part 2, tree".
void read_ensemble(JsonReader& json, std::string_view place, Ensemble& ensemble) {
  json.key("combine");
  ensemble.combine = read_choice<Combine>(json, "way to combine trees");
  json.key("base_scores");
  ensemble.base_scores = json.numbers<double>();
  if (ensemble.combine == Combine::weighted_median) {
    json.key("tree_weights");
    ensemble.tree_weights = json.numbers<double>();
  }
  json.key("trees");
  json.array([&] {
    json.part(fmt::format("{} {}", place, ensemble.trees.size()));
    ensemble.trees.push_back(read_tree(json));
  });
  json.part("linear");
  read_linear(json, ensemble.linear);
  json.part("");
}

/// The members of a model that is no joint one, and of each part.
Model read_fit(JsonReader& json, std::string_view place) {
  Model model;
  json.key("tool_version");
  model.tool_version = json.string();
  json.key("booster");
  model.booster = json.string();
  json.key("schema");
  model.schema = read_schema(json);
  json.key("classes");
  model.classes = json.strings();
  json.key("objective");
  model.objective = read_objective(json, model.classes.size());
  read_parameters(json, model);
  read_history(json, model);
  read_ensemble(json, place, model.ensemble);
  return model;
}

/// Parts are read by read_fit, so that they have none of their own.
void read_parts(JsonReader& json, Model& model) {
  json.key("joining");
  model.joining = read_choice<Joining>(json, "way to join parts");
  json.key("passthrough");
  model.passthrough = json.boolean();
  json.key("parts");
  json.array([&] {
    Part& part = model.parts.emplace_back();
    json.part(fmt::format("part {}", model.parts.size() - 1));
    json.open('{');
    json.key("name");
    part.name = json.string();
    json.key("weight");
    part.weight = json.number<double>();
    part.model = read_fit(json, fmt::format("part {}, tree", model.parts.size() - 1));
    json.close('}');
  });
  json.part("");
}

Model read_body(JsonReader& json) {
  Model model = read_fit(json, "tree");
  if (json.at_key("joining")) read_parts(json, model);
  check_model(model);
  json.key("model_checksum");
  if (json.string() != hash_text(model_checksum(model)) && kCompareChecksums)
    json.refuse("this is not the checksum of the trees");
  json.key("checksum");  // compared by check_model_seal
  json.string();
  json.close('}');
  json.end();
  return model;
}

}  // namespace

Model model_from_json(const std::string& text, const std::string& path) {
  try {
    JsonReader json(text);
    read_head(json, text, path);
    if (kCompareChecksums) check_model_seal(text);
    return read_body(json);
  } catch (const ModelFault& fault) {
    throw model_error("{}: {}; restore the file from a copy, or train the model again", path,
                      fault.what());
  }
}

namespace {

Error cannot_read(const std::string& path, int reason) {
  return io_error("{}: cannot read the model: {}", path, std::strerror(reason));
}

/// All of a file. A file that does not begin as a model does is told from its first bytes, before
/// the rest of it is read.
std::string read_text(int descriptor, const std::string& path) {
  constexpr std::size_t kChunk = std::size_t{1} << 20;
  struct stat status {};
  if (fstat(descriptor, &status) != 0) throw cannot_read(path, errno);
  std::string text;
  std::size_t size = 0;
  while (true) {
    const std::size_t expected = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
    text.resize(size + (expected > size ? expected - size + 1 : kChunk));
    const ssize_t count = read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw cannot_read(path, errno);
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (text[0] != '{') throw foreign_file(std::string_view(text).substr(0, size), path);
  }
  text.resize(size);
  return text;
}

}  // namespace

Model load_model(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw cannot_read(path, errno);
  std::string text;
  try {
    text = read_text(descriptor, path);
  } catch (...) {
    close(descriptor);
    throw;
  }
  close(descriptor);
  return model_from_json(text, path);
}

}  // namespace coppice
