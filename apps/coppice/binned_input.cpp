#include "coppice/binned_input.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "boost/prepare.hpp"
#include "coppice/unseen.hpp"

namespace coppice {

namespace {

/// What the file was made with; nothing where it does not say.
std::optional<std::string> made_with(const BinnedData& data, std::string_view name) {
  for (const auto& [known, text] : data.parameters) {
    if (known == name) return text;
  }
  return std::nullopt;
}

[[noreturn]] void refuse(const BinnedData& data, const Parameter& parameter) {
  const std::string stored = made_with(data, parameter.name).value_or("");
  throw input_error(
      "{}: it was made with {} '{}', and '{}' is asked for; ask for the same, or make it again",
      data.file, parameter.name, stored, parameter.get());
}

}  // namespace

BinnedData open_binned(const std::string& path, Observer& observer) {
  BinnedData data = load_binned(path);
  const std::string& source = data.source.path;
  switch (check_source(data.source)) {
    case SourceState::same:
      break;
    case SourceState::changed:
      throw input_error(
          "{}: it is stale: {} has changed since; make it again with coppice data --save-binned",
          path, source);
    case SourceState::gone:
      observer.warning(
          fmt::format("{}: the file that it was made from, {}, is not there to check it against",
                      path, source));
  }
  return data;
}

void check_binned_reading(const BinnedData& data, const ReadParams& read) {
  ReadParams given = read, usual;
  const std::vector<Parameter> defaults = parameters_of(usual);
  const std::vector<Parameter> parameters = parameters_of(given);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string value = parameters[i].get();
    if (value == defaults[i].get() || value == made_with(data, parameters[i].name)) continue;
    refuse(data, parameters[i]);
  }
}

void check_binned_training(const BinnedData& data, const ReadParams& read, const BinParams& bins,
                           const GrowParams& grow) {
  check_binned_reading(data, read);
  BinParams wanted = bins;
  for (const Parameter& parameter : parameters_of(wanted)) {
    if (parameter.get() != made_with(data, parameter.name)) refuse(data, parameter);
  }
  // A dense table has all columns that can split at all, a sparse one those of enough rows.
  if (data.schema.sparse && static_cast<std::uint64_t>(grow.min_rows_in_leaf) < data.min_rows) {
    throw input_error(
        "{}: it was made with min-rows-in-leaf {}, and leaves of fewer rows ({}) are asked for; "
        "make it again with --min-rows-in-leaf {}",
        data.file, data.min_rows, grow.min_rows_in_leaf, grow.min_rows_in_leaf);
  }
}

std::vector<std::pair<std::string, std::string>> binning_parameters(const ReadParams& read,
                                                                    const BinParams& bins) {
  ReadParams reading = read;
  BinParams binning = bins;
  std::vector<std::pair<std::string, std::string>> list;
  for (const Parameter& parameter : parameters_of_groups(reading, binning)) {
    list.emplace_back(parameter.name, parameter.get());
  }
  return list;
}

namespace {

BinnedData open_binned_for(const Model& model, const std::string& path, const ReadParams& read,
                           const ReadRequest& request, Observer& observer) {
  BinnedData data = open_binned(path, observer);
  check_binned_reading(data, read);
  check_binned_for(model, data);
  if (!request.keep.empty()) {
    throw usage_error("--keep {}: {} is a binned file, which has no texts; give {}",
                      request.keep.front(), path, data.source.path);
  }
  return data;
}

}  // namespace

std::uint64_t turn_rows_into_text(const std::string& path, const ReadParams& read,
                                  const ReadRequest& request, const Model& model,
                                  const RowsToText& to, Console& console) {
  if (!is_binned_file(path)) {
    const RowTotals totals = turn_into_text(path, read, request, to, console);
    warn_unseen(model.schema, totals.unseen_cells, totals.rows, path, console);
    return totals.rows;
  }
  const BinnedData data = open_binned_for(model, path, read, request, console);
  constexpr std::size_t kMostRows = 2048;
  const std::size_t block = std::min(to.most_rows(), kMostRows);
  std::vector<std::string> texts(4 * static_cast<std::size_t>(thread_count()));
  const std::size_t rows = data.table.rows;
  for (std::size_t first = 0; first < rows; first += block * texts.size()) {
    const std::size_t end = std::min(rows, first + block * texts.size());
    parallel_blocks(end - first, block, [&](std::size_t from, std::size_t to_row) {
      texts[from / block] = to.text_of(rows_of_binned(data, first + from, first + to_row));
    });
    for (std::size_t i = 0; first + i * block < end; ++i) to.take(texts[i]);
  }
  return rows;
}

RowReader::RowReader(const std::string& path, const ReadParams& read, const ReadRequest& request,
                     const Model& model, Observer& observer)
    : path_(path) {
  if (is_binned_file(path)) {
    binned_ = open_binned_for(model, path, read, request, observer);
  } else {
    text_.emplace(path, read, request, observer);
  }
}

bool RowReader::next(Table& chunk) {
  if (text_) return text_->next(chunk);
  constexpr std::size_t kRows = 65536;
  const std::size_t begin = done_;
  done_ = std::min(binned_->table.rows, begin + kRows);
  if (begin == done_) return false;
  chunk = rows_of_binned(*binned_, begin, done_);
  return true;
}

void RowReader::warn_unseen(std::uint64_t rows, Console& console) const {
  if (text_) coppice::warn_unseen(text_->schema(), text_->unseen_cells(), rows, path_, console);
}

}  // namespace coppice
