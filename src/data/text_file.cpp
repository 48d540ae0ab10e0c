#include "data/text_file.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "data/look.hpp"

namespace coppice {

namespace {

bool is_libsvm(const Head& head, const std::string& file, const ReadParams& params,
               const Schema* schema) {
  const bool looks_sparse = looks_like_libsvm(head);
  bool sparse = params.format == FileFormat::libsvm;
  if (params.format == FileFormat::automatic) {
    sparse = looks_sparse || (schema != nullptr && schema->sparse && !looks_delimited(head));
  }
  if (schema != nullptr && sparse != schema->sparse) {
    throw input_error(
        "{}: a {} file, and the model was trained on a {} file; give data of the same format", file,
        sparse ? "LibSVM" : "CSV", schema->sparse ? "LibSVM" : "CSV");
  }
  return sparse;
}

/// A LibSVM file has no named columns.
void refuse_column_roles(const std::string& file, const ReadParams& params,
                         const ReadRequest& request) {
  const auto refuse = [&](const char* parameter, bool given) {
    if (given) {
      throw usage_error(
          "{}: {} names a column, and this is a LibSVM file, whose label comes first and whose "
          "columns have numbers only; leave it out",
          file, parameter);
    }
  };
  refuse("label", !params.label.empty());
  refuse("weight", !params.weight.empty());
  refuse("group", !params.group.empty());
  refuse("id", !params.id.empty());
  refuse("ignore", !params.ignore.empty());
  refuse("categorical", !params.categorical.empty());
  refuse("numeric", !params.numeric.empty());
  refuse("keep", !request.keep.empty());
}

std::vector<std::string> missing_spellings(const ReadParams& params, const Schema* schema) {
  if (!params.missing.empty()) return params.missing;
  return schema != nullptr && !schema->missing.empty() ? schema->missing
                                                       : usual_missing_spellings();
}

std::size_t mean_line(std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  return std::max<std::size_t>(1, text.size() / std::max<std::size_t>(1, lines));
}

}  // namespace

TextFile::TextFile(const std::string& path, const ReadParams& params, const ReadRequest& request,
                   Observer& observer)
    : name(source_name(path)), missing(missing_spellings(params, request.schema)) {
  source = open_source(path);
  const Head head(*source, name);
  line_bytes = mean_line(head.text());
  cut.name = name;
  std::size_t body = 0;
  if (is_libsvm(head, name, params, request.schema)) {
    refuse_column_roles(name, params, request);
  } else {
    const Dialect dialect = find_dialect(head, name, params, request.schema, missing);
    cut.delimiter = dialect.delimiter;
    cut.first_line = dialect.body_line;
    body = dialect.body;
    csv = Columns{dialect, lay_out(dialect, name, params, request, observer)};
  }
  source = joined_source(head.rest(body), std::move(source));
}

}  // namespace coppice
