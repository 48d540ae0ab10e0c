#include <algorithm>
#include <cmath>

#include "bins/binned_parts.hpp"

namespace coppice {

namespace {

constexpr std::size_t kMostBins = 65535;

FeatureBins read_numeric(ByteReader& in) {
  FeatureBins bins;
  bins.thresholds = in.list<double>();
  in.expect(bins.thresholds.size() < kMostBins, "a column has too many bins");
  in.expect(std::all_of(bins.thresholds.begin(), bins.thresholds.end(),
                        [](double value) { return std::isfinite(value); }),
            "a bin's edge is not finite");
  in.expect(std::adjacent_find(bins.thresholds.begin(), bins.thresholds.end(),
                               std::greater_equal<>()) == bins.thresholds.end(),
            "bins' edges do not ascend");
  bins.has_missing = in.flag();
  bins.has_positive_infinity = in.flag();
  bins.default_bin = bins.bin_of_number(0.0);
  return bins;
}

FeatureBins read_categorical(ByteReader& in, std::size_t categories) {
  FeatureBins bins;
  bins.kind = ColumnKind::categorical;
  bins.category_of = in.list<std::int32_t>();
  in.expect(bins.category_of.size() < kMostBins, "a column has too many bins");
  bins.bin_of.assign(categories, -1);
  for (std::size_t bin = 0; bin < bins.category_of.size(); ++bin) {
    const std::int32_t code = bins.category_of[bin];
    in.expect(code >= 0 && static_cast<std::size_t>(code) < categories, "a category is not known");
    std::int32_t& place = bins.bin_of[static_cast<std::size_t>(code)];
    in.expect(place < 0, "a category has two bins");
    place = static_cast<std::int32_t>(bin);
  }
  bins.has_missing = in.flag();
  bins.has_positive_infinity = in.flag();
  return bins;
}

}  // namespace

void write_edges(ByteWriter& out, const BinEdges& edges) {
  out.value<std::uint64_t>(edges.features.size());
  for (const FeatureBins& bins : edges.features) {
    if (bins.kind == ColumnKind::numeric) {
      out.list<double>(bins.thresholds);
    } else {
      out.list<std::int32_t>(bins.category_of);
    }
    out.value<std::uint8_t>(bins.has_missing);
    out.value<std::uint8_t>(bins.has_positive_infinity);
  }
}

BinEdges read_edges(ByteReader& in, const Schema& schema) {
  constexpr std::size_t kLeastBytes = 10;
  BinEdges edges;
  edges.features.resize(in.length(kLeastBytes));
  in.expect(
      edges.features.size() == (schema.sparse ? schema.sparse_columns : schema.features.size()),
      "its bins are not those of its columns");
  for (std::size_t f = 0; f < edges.features.size(); ++f) {
    const bool categorical = !schema.sparse && schema.features[f].kind == ColumnKind::categorical;
    edges.features[f] =
        categorical ? read_categorical(in, schema.features[f].categories.size()) : read_numeric(in);
  }
  return edges;
}

}  // namespace coppice
