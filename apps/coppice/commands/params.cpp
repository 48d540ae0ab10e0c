#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "coppice/commands.hpp"
#include "coppice/run.hpp"
#include "coppice/run_params.hpp"

namespace coppice {

namespace {

using Json = nlohmann::ordered_json;

enum class ParamsFormat { text, markdown, json };

struct ParamsOptions {
  std::string group;
  ParamsFormat as = ParamsFormat::text;
};

}  // namespace

template <>
struct EnumNames<ParamsFormat> {
  static constexpr std::array<std::pair<ParamsFormat, const char*>, 3> names{
      {{ParamsFormat::text, "text"},
       {ParamsFormat::markdown, "markdown"},
       {ParamsFormat::json, "json"}}};
};

template <>
struct ParameterTable<ParamsOptions> {
  static constexpr const char* title = "List of parameters";
  static constexpr auto rows = std::tuple{
      Row{"group", &ParamsOptions::group,
          "Group to list, as 'tree growth'; all where none is given"},
      Row{"as", &ParamsOptions::as, "Form of the list"},
  };
};

namespace {

/// The parameters of one title, and the commands that take them.
struct Group {
  std::string title;
  std::vector<std::string> commands;
  std::vector<Flag> flags;
};

void describe(CommandLine& line, ParamsOptions& options) {
  line.usage("[GROUP] [--as text|markdown|json]");
  line.add(parameters_of(options));
  line.optional_positional("group");
  line.example("coppice params 'tree growth'");
  line.example("coppice params --as json | jq '.[].parameters[].name'");
}

void collect(const CommandLine& line, std::vector<Group>& groups) {
  for (const Flag& flag : line.flags()) {
    const std::string title(flag.parameter.group);
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Group& other) { return other.title == title; });
    if (group == groups.end()) group = groups.insert(group, {title, {}, {}});
    const bool known =
        std::any_of(group->flags.begin(), group->flags.end(),
                    [&](const Flag& other) { return other.parameter.name == flag.parameter.name; });
    if (!known) group->flags.push_back(flag);
    const std::string command(line.command());
    if (group->commands.empty() || group->commands.back() != command) {
      group->commands.push_back(command);
    }
  }
}

std::vector<Group> all_groups(const std::vector<Command>& commands, RunParams& run) {
  std::vector<Group> groups;
  for (const Command& command : commands) collect(command_line(command, run), groups);
  return groups;
}

/// "Tree growth", "tree-growth" and "TREE_GROWTH" are one name.
std::string plain(std::string_view title) {
  std::string text(title);
  for (char& c : text) {
    c = c == '-' || c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return text;
}

std::vector<Group> chosen(std::vector<Group> groups, const std::string& name) {
  if (name.empty()) return groups;
  std::vector<std::string_view> titles;
  for (Group& group : groups) {
    if (plain(group.title) == plain(name)) return {std::move(group)};
    titles.push_back(group.title);
  }
  const auto near = nearest_name(name, titles);
  throw usage_error("unknown group '{}'; {}", name,
                    near ? fmt::format("did you mean '{}'?", *near)
                         : fmt::format("one of: {}", fmt::join(titles, ", ")));
}

std::string_view type_name(ParameterType type) {
  switch (type) {
    case ParameterType::flag:
      return "flag";
    case ParameterType::integer:
      return "integer";
    case ParameterType::number:
      return "number";
    case ParameterType::choice:
      return "choice";
    case ParameterType::list:
      return "list";
    case ParameterType::text:
      break;
  }
  return "text";
}

std::string default_text(const Flag& flag) {
  if (flag.required) return "required";
  const std::string value = flag.parameter.get();
  return value.empty() ? "none" : value;
}

std::string as_text(const std::vector<Group>& groups) {
  std::string text;
  for (const Group& group : groups) {
    text += fmt::format("{}{} ({})\n", text.empty() ? "" : "\n", group.title,
                        fmt::join(group.commands, ", "));
    for (const Flag& flag : group.flags) {
      text += fmt::format("  {:<26} {:<8} {:<12} {}\n", flag.parameter.name,
                          type_name(flag.parameter.type), default_text(flag),
                          allowed_values(flag.parameter));
      text += fmt::format("      {}\n", flag.parameter.help);
    }
  }
  return text;
}

std::string as_markdown(const std::vector<Group>& groups) {
  std::string text =
      "# Parameters\n\n"
      "Every parameter of every command. A name is a flag (`--max-leaves 63`) and, of commands "
      "that\n"
      "take `--config`, a key of the TOML file (`max-leaves = 63`) and of `--set`\n"
      "(`--set max-leaves=63`).\n\n"
      "This page is the output of `coppice params --as markdown`.\n";
  for (const Group& group : groups) {
    text +=
        fmt::format("\n## {}\n\nTaken by {}.\n\n", group.title, fmt::join(group.commands, ", "));
    text += "| name | type | default | allowed | meaning |\n|---|---|---|---|---|\n";
    for (const Flag& flag : group.flags) {
      text += fmt::format("| `{}` | {} | {} | {} | {} |\n", flag.parameter.name,
                          type_name(flag.parameter.type), default_text(flag),
                          allowed_values(flag.parameter), flag.parameter.help);
    }
  }
  return text;
}

std::string as_json(const std::vector<Group>& groups) {
  Json list = Json::array();
  for (const Group& group : groups) {
    Json parameters = Json::array();
    for (const Flag& flag : group.flags) {
      const Parameter& parameter = flag.parameter;
      Json entry{{"name", parameter.name},
                 {"type", type_name(parameter.type)},
                 {"default", flag.required ? Json() : Json(parameter.get())},
                 {"allowed", allowed_values(parameter)},
                 {"meaning", parameter.help}};
      if (!parameter.choices.empty()) entry["choices"] = parameter.choices;
      if (std::isfinite(parameter.range.min)) entry["min"] = parameter.range.min;
      if (std::isfinite(parameter.range.max)) entry["max"] = parameter.range.max;
      parameters.push_back(std::move(entry));
    }
    list.push_back(
        {{"group", group.title}, {"commands", group.commands}, {"parameters", parameters}});
  }
  return list.dump(2) + '\n';
}

void run(const ParamsOptions& options, Console&) {
  const std::vector<Command> commands = all_commands();
  RunParams running;
  const std::vector<Group> groups = chosen(all_groups(commands, running), options.group);
  switch (options.as) {
    case ParamsFormat::text:
      return print_text(as_text(groups));
    case ParamsFormat::markdown:
      return print_text(as_markdown(groups));
    case ParamsFormat::json:
      return print_text(as_json(groups));
  }
}

}  // namespace

Command params_command() {
  return make_command<ParamsOptions>(
      "params", "List every parameter with its default, range and meaning", describe, run);
}

}  // namespace coppice
