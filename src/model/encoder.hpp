#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/table.hpp"
#include "model/codebook.hpp"

namespace coppice {

/// Turns blocks of a table's rows into codes, slot by slot: codes[slot * block + row in block].
/// Rows of a short block beyond its end keep some valid code. One encoder a thread.
template <class Code>
class Encoder {
 public:
  Encoder(const Codebook& book, const Table& table, std::size_t block);

  /// Codes of rows [begin, begin + rows), rows <= block; valid until the next call.
  const Code* encode(std::size_t begin, std::size_t rows);

 private:
  void encode_numeric(const CodedFeature& feature, const double* values, std::size_t rows);
  void encode_categorical(const CodedFeature& feature, const std::int32_t* categories,
                          std::size_t rows);
  void encode_sparse(std::size_t begin, std::size_t rows);
  void put(const CodedFeature& feature, std::size_t row, double value);
  Code* slot(std::uint32_t number) { return codes_.data() + number * block_; }

  const Codebook& book_;
  const Table& table_;
  std::size_t block_;
  std::vector<Code> codes_;
  std::vector<std::uint32_t> ranks_;
  std::vector<std::pair<const CodedFeature*, std::uint32_t>> touched_;  ///< sparse: not zero
};

extern template class Encoder<std::uint8_t>;
extern template class Encoder<std::uint16_t>;
extern template class Encoder<std::uint32_t>;

}  // namespace coppice
