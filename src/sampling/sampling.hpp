#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "base/parameters.hpp"

namespace coppice {

enum class RowSampling { uniform, stratified, balanced, goss, mvs };
template <>
struct EnumNames<RowSampling> {
  static constexpr std::array<std::pair<RowSampling, const char*>, 5> names{
      {{RowSampling::uniform, "uniform"},
       {RowSampling::stratified, "stratified"},
       {RowSampling::balanced, "balanced"},
       {RowSampling::goss, "goss"},
       {RowSampling::mvs, "mvs"}}};
};

struct SampleParams {
  RowSampling row_sampling = RowSampling::uniform;
  double row_fraction = 1.0;
  double positive_fraction = 1.0;
  double negative_fraction = 1.0;
  double top_fraction = 0.2;
  double other_fraction = 0.1;
  double mvs_lambda = 0.1;
  double column_fraction = 1.0;
  double column_fraction_per_node = 1.0;
};
template <>
struct ParameterTable<SampleParams> {
  static constexpr const char* title = "Sampling";
  static constexpr auto rows = std::tuple{
      Row{"row-sampling", &SampleParams::row_sampling,
          "How a round's rows are drawn: each alike; row-fraction of each class (stratified); as "
          "many of each class as of the rarest (balanced); all of large gradient and some of the "
          "others (goss); by the size of their gradient (mvs)"},
      Row{"row-fraction",
          &SampleParams::row_fraction,
          "Share of the rows drawn for each tree, without replacement",
          {0, 1, true}},
      Row{"positive-fraction",
          &SampleParams::positive_fraction,
          "stratified, two classes: share of the rows of the second class, times row-fraction",
          {0, 1, true}},
      Row{"negative-fraction",
          &SampleParams::negative_fraction,
          "stratified, two classes: share of the rows of the first class, times row-fraction",
          {0, 1, true}},
      Row{"top-fraction",
          &SampleParams::top_fraction,
          "goss: share of the rows, those of largest gradient, that are kept",
          {0, 1}},
      Row{"other-fraction",
          &SampleParams::other_fraction,
          "goss: share of the rows drawn from the others, whose gradients are amplified",
          {0, 1, true}},
      Row{"mvs-lambda",
          &SampleParams::mvs_lambda,
          "mvs: weight of the squared hessian beside the squared gradient in a row's size",
          {0, 1e300}},
      Row{"column-fraction",
          &SampleParams::column_fraction,
          "Share of the columns drawn for each tree",
          {0, 1, true}},
      Row{"column-fraction-per-node",
          &SampleParams::column_fraction_per_node,
          "Share of the tree's columns drawn for each split",
          {0, 1, true}},
  };
};

/// Rows of a round, ascending: `max(1, round(fraction * rows))` of [0, rows), each row as likely as
/// any other, drawn without replacement. The same for any number of threads. rows < 2^32. Empty
/// where fraction is 1: all rows.
std::vector<std::uint32_t> sample_rows(std::size_t rows, double fraction, std::uint64_t seed,
                                       std::uint64_t round);

/// How often each of [0, rows) is drawn in `max(1, round(fraction * rows))` draws with replacement
/// (the bootstrap: Efron, 1979); more than 65535 times counts as 65535. rows >= 1.
std::vector<std::uint16_t> bootstrap_counts(std::size_t rows, double fraction, std::uint64_t seed,
                                            std::uint64_t round);

/// `max(1, round(fraction * columns))` of [0, columns), ascending, drawn without replacement.
std::vector<std::uint32_t> sample_columns(std::uint32_t columns, double fraction,
                                          std::uint64_t seed, std::uint64_t round);

}  // namespace coppice
