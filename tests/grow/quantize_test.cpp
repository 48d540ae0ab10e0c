#include <cmath>

#include "support.hpp"

TEST_CASE("whole gradients are quantised without loss, in each format") {
  for (const Kind kind : kKinds) {
    CAPTURE(static_cast<int>(kind));
    const auto pairs = whole_gradients(5000, kind, 3);
    const QuantizedGradients out = quantized(pairs, kind);
    std::size_t wrong = 0;
    for (std::size_t row = 0; row < pairs.size(); ++row) {
      const Sums sums = reference::row_sums(out, row);
      wrong += static_cast<double>(sums.gradient) * out.format.gradient_unit != pairs[row].gradient;
      wrong += static_cast<double>(sums.hessian) * out.format.hessian_unit != pairs[row].hessian;
      wrong += sums.rows != 1;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("a format is chosen by the tail: a few huge gradients need two words") {
  std::vector<GradientPair> pairs(10000, {0.5F, 0.25F});
  QuantizedGradients out;
  quantize(pairs, false, 0, 0, out);
  CHECK(out.format.kind == Kind::packed);
  pairs[77].gradient = -1e6F;
  quantize(pairs, false, 0, 0, out);
  CHECK(out.format.kind == Kind::precise);
  pairs[77] = {0.5F, 1e6F};
  quantize(pairs, false, 0, 0, out);
  CHECK(out.format.kind == Kind::precise);
  quantize(std::vector<GradientPair>(10000, {0.5F, 1}), true, 0, 0, out);
  CHECK(out.format.kind == Kind::counted);
}

TEST_CASE("12-bit rounding is unbiased: sums over many rows come out as they are") {
  constexpr std::size_t rows = 200000;
  std::vector<GradientPair> pairs(rows);
  mixed_table::Draw draw(9);
  double gradient = 0, hessian = 0;
  for (GradientPair& pair : pairs) {
    pair = {static_cast<float>(draw.uniform() - 0.5), static_cast<float>(draw.uniform() * 0.25)};
    gradient += pair.gradient;
    hessian += pair.hessian;
  }
  QuantizedGradients out;
  quantize(pairs, false, 4, 2, out);
  REQUIRE(out.format.kind == Kind::packed);
  Sums sums;
  for (std::size_t row = 0; row < rows; ++row) sums += reference::row_sums(out, row);
  // The rounding of a row has a standard deviation below half a unit.
  const double bound = 5 * 0.5 * std::sqrt(static_cast<double>(rows));
  CHECK(std::fabs(static_cast<double>(sums.gradient) - gradient / out.format.gradient_unit) <
        bound);
  CHECK(std::fabs(static_cast<double>(sums.hessian) - hessian / out.format.hessian_unit) < bound);
}

TEST_CASE("rounding depends on seed and round, not on the number of threads") {
  std::vector<GradientPair> pairs(70000);
  mixed_table::Draw draw(5);
  for (GradientPair& pair : pairs) pair = {static_cast<float>(draw.uniform() - 0.5), 0.25F};
  const auto words = [&](std::uint64_t seed, std::uint64_t round) {
    QuantizedGradients out;
    quantize(pairs, false, seed, round, out);
    const PackedWords::Stored* rows = out.rows<PackedWords>();
    return std::vector<PackedWords::Stored>(rows, rows + pairs.size());
  };
  const auto before = words(1, 1);
  CHECK(before != words(2, 1));
  CHECK(before != words(1, 2));
  for (const int threads : {2, 3, 8}) {
    const ThreadCountScope scope(threads);
    CHECK(before == words(1, 1));
  }
}

TEST_CASE("gradients that are all zero are quantised to zero") {
  for (const bool constant : {false, true}) {
    const std::vector<GradientPair> pairs(100, {0.0F, constant ? 1.0F : 0.0F});
    QuantizedGradients out;
    quantize(pairs, constant, 0, 0, out);
    for (std::size_t row = 0; row < pairs.size(); ++row) {
      CHECK(reference::row_sums(out, row).gradient == 0);
      CHECK(reference::row_sums(out, row).rows == 1);
    }
    CHECK(std::isfinite(out.format.gradient_unit));
  }
}

TEST_CASE("a word of differences is the difference of words") {
  const Sums a{-123456, 7000, 300}, b{99999, 6999, 13};
  for (const Kind kind : {Kind::packed, Kind::precise}) {
    std::uint64_t x[2] = {0, 0}, y[2] = {0, 0}, z[2] = {0, 0};
    encode(kind, a, x);
    encode(kind, b, y);
    for (int k = 0; k < 2; ++k) z[k] = x[k] - y[k];
    CHECK((visit_words(kind, [&](auto word) { return decltype(word)::decode(z); }) == a - b));
  }
}
