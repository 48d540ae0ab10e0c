#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/dialect.hpp"
#include "data/reader.hpp"

namespace coppice {

/// What each field of a CSV file is for.
struct CsvLayout {
  struct Feature {
    std::uint32_t field = 0;
    std::optional<ColumnKind> kind;  ///< said by the user or the schema; else found by looking
  };
  std::vector<Feature> features;
  std::optional<Feature> label;
  std::optional<std::uint32_t> weight, group;
  std::vector<std::uint32_t> kept;  ///< ids first, then --keep
  Schema schema;  ///< the request's, or a new one whose kinds and categories are open
};

/// Finds the columns that `params` and `request` name. A name goes before a number; numbers
/// count from 0. Throws input errors for columns that are not there and usage errors for columns
/// given two roles.
CsvLayout lay_out(const Dialect& dialect, const std::string& file, const ReadParams& params,
                  const ReadRequest& request, Observer& observer);

}  // namespace coppice
