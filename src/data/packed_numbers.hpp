#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace coppice {

/// A column of numbers in half the memory, where they are written with few digits:
///
///     value       0.52394   -1.5086    n/a    2.9041    1e-300
///     stored      523940    -1508600    .     2904100      .      / 10^6, the run's power
///     others                                            (4, 1e-300)
///
/// A value is stored as a whole number if that, divided by the power, is the value, bit for bit;
/// the others are kept beside. So what is read is what was appended. (After Afroozeh et al., "ALP:
/// adaptive lossless floating-point compression", SIGMOD 2024.) Where more than one in eight are
/// others, as in numbers of seventeen digits, all are kept as they are.
class PackedNumbers {
 public:
  std::size_t size() const { return raw_.empty() ? whole_.size() : raw_.size(); }
  bool empty() const { return size() == 0; }
  /// Bytes of the values.
  std::size_t bytes() const;
  /// Makes room for that many values.
  void reserve(std::size_t values) { whole_.reserve(values); }
  void append(std::span<const double> values);
  /// Values begin, begin + 1, ... as many as `values` holds.
  void read(std::size_t begin, std::span<double> values) const;

 private:
  /// Values from `begin` to that of the next run are divided by 10^decimals.
  struct Run {
    std::size_t begin;
    int decimals;
  };
  struct Other {
    std::size_t row;
    double value;
  };
  std::size_t encode(std::span<const double> values, int decimals, std::size_t begin);
  void keep_raw();

  std::vector<std::int32_t> whole_;
  std::vector<Run> runs_;
  std::vector<Other> others_;           ///< ascending by row
  std::vector<std::uint8_t> is_other_;  ///< of the values appended last
  std::vector<double> raw_;             ///< in place of all the above
};

}  // namespace coppice
