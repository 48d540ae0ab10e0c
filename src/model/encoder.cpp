#include "model/encoder.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/rank_values.hpp"

namespace coppice {

// Without any slot there is one all the same, for a walk of single leaves reads code 0.
template <class Code>
Encoder<Code>::Encoder(const Codebook& book, const Table& table, std::size_t block)
    : book_(book),
      table_(table),
      block_(block),
      codes_(std::max(book.slots(), 1u) * block),
      ranks_(block) {
  if (!table.is_sparse) return;
  for (const CodedFeature& feature : book.features()) {
    put(feature, 0, 0.0);
    for (const std::uint32_t number : {feature.slot_missing_left, feature.slot_missing_right}) {
      if (number != CodedFeature::kNoSlot) std::fill_n(slot(number), block, *slot(number));
    }
  }
}

template <class Code>
const Code* Encoder<Code>::encode(std::size_t begin, std::size_t rows) {
  if (table_.is_sparse) {
    encode_sparse(begin, rows);
    return codes_.data();
  }
  for (const CodedFeature& feature : book_.features()) {
    const Column& column = table_.features[feature.feature];
    if (feature.categorical) {
      encode_categorical(feature, column.codes.data() + begin, rows);
    } else {
      encode_numeric(feature, column.numbers.data() + begin, rows);
    }
  }
  return codes_.data();
}

template <class Code>
void Encoder<Code>::encode_numeric(const CodedFeature& feature, const double* values,
                                   std::size_t rows) {
  rank_values(feature.thresholds, values, rows, ranks_.data());
  if (feature.slot_missing_left != CodedFeature::kNoSlot) {  // NaN has rank 0
    Code* codes = slot(feature.slot_missing_left);
    for (std::size_t i = 0; i < rows; ++i) codes[i] = static_cast<Code>(ranks_[i]);
  }
  if (feature.slot_missing_right != CodedFeature::kNoSlot) {
    Code* codes = slot(feature.slot_missing_right);
    const std::uint32_t highest = feature.highest_code();
    for (std::size_t i = 0; i < rows; ++i) {
      codes[i] = static_cast<Code>(std::isnan(values[i]) ? highest : ranks_[i]);
    }
  }
}

template <class Code>
void Encoder<Code>::encode_categorical(const CodedFeature& feature, const std::int32_t* categories,
                                       std::size_t rows) {
  Code* codes = slot(feature.slot_missing_right);
  for (std::size_t i = 0; i < rows; ++i)
    codes[i] = static_cast<Code>(feature.code_of_category(categories[i]));
}

template <class Code>
void Encoder<Code>::put(const CodedFeature& feature, std::size_t row, double value) {
  const std::uint32_t rank = feature.rank(value);
  if (feature.slot_missing_left != CodedFeature::kNoSlot) {
    slot(feature.slot_missing_left)[row] = static_cast<Code>(std::isnan(value) ? 0 : rank);
  }
  if (feature.slot_missing_right != CodedFeature::kNoSlot) {
    slot(feature.slot_missing_right)[row] =
        static_cast<Code>(std::isnan(value) ? feature.highest_code() : rank);
  }
}

/// Every slot holds the code of zero but those of the entries that the last block named: only
/// these are set back, so that the work is that of the entries and not of the columns.
template <class Code>
void Encoder<Code>::encode_sparse(std::size_t begin, std::size_t rows) {
  for (const auto& [feature, row] : touched_) put(*feature, row, 0.0);
  touched_.clear();
  const SparseMatrix& matrix = table_.sparse;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint64_t end = matrix.row_begin[begin + row + 1];
    for (std::uint64_t entry = matrix.row_begin[begin + row]; entry < end; ++entry) {
      const CodedFeature* feature = book_.find(matrix.column[entry]);
      if (feature == nullptr) continue;
      put(*feature, row, matrix.value[entry]);
      touched_.emplace_back(feature, static_cast<std::uint32_t>(row));
    }
  }
}

template class Encoder<std::uint8_t>;
template class Encoder<std::uint16_t>;
template class Encoder<std::uint32_t>;

}  // namespace coppice
