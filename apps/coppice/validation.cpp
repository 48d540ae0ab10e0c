#include "coppice/validation.hpp"

#include "base/error.hpp"
#include "coppice/paths.hpp"
#include "coppice/unseen.hpp"

namespace coppice {

namespace {

/// Names that tell the validation sets apart: the file's, or the whole path where two agree.
std::vector<std::string> validation_names(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) {
    std::string name = file_name(path);
    for (const std::string& other : paths) {
      if (&other != &path && other == path) {
        throw usage_error("--valid '{}' is given more than once; give it once", path);
      }
      if (&other != &path && file_name(other) == name) name = path;
    }
    names.push_back(name);
  }
  return names;
}

}  // namespace

std::vector<ValidationSet> read_validation(const std::vector<std::string>& paths,
                                           const ReadParams& params, const Schema& schema,
                                           const ReadRequest& training, Console& console) {
  ReadRequest request = training;
  request.schema = &schema;
  request.keep.clear();
  const std::vector<std::string> names = validation_names(paths);
  std::vector<ValidationSet> sets;
  for (std::size_t i = 0; i < names.size(); ++i) {
    LoadedTable loaded = read_table(paths[i], params, request, console);
    warn_unseen(schema, loaded.unseen_cells, loaded.table.rows, names[i], console);
    sets.push_back({names[i], std::move(loaded.table)});
  }
  return sets;
}

}  // namespace coppice
