#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "data/room.hpp"

namespace coppice {

/// Numbers that follow each other and are stored in one way: as whole numbers over a power of ten,
/// counted from `low`.
struct PackedRun {
  std::size_t begin = 0, size = 0;  ///< of the column's numbers
  double power = 1;
  int width = 4;                        ///< bytes a code, 1 to 4
  std::int64_t low = 0;                 ///< whole number of code 1
  const std::uint8_t* codes = nullptr;  ///< 0: missing, or one of the others; little-endian

  /// The number of a code that is not 0.
  double number_of(std::uint32_t code) const {
    return static_cast<double>(low + std::int64_t{code} - 1) / power;
  }
};

/// The code at this place of a run of `width` bytes a code; of three it reads a fourth.
template <int width>
std::uint32_t code_at(const std::uint8_t* codes, std::size_t i) {
  std::uint32_t code = 0;
  std::memcpy(&code, codes + i * width, width == 3 ? 4 : width);
  return width == 3 ? code & 0xffffff : code;
}

/// body.operator()<width>(), with a run's width as a constant.
template <class Body>
decltype(auto) with_width(int width, Body&& body) {
  switch (width) {
    case 1:
      return body.template operator()<1>();
    case 2:
      return body.template operator()<2>();
    case 3:
      return body.template operator()<3>();
    default:
      return body.template operator()<4>();
  }
}

/// A column of numbers in one to four bytes each, where they are written with few digits:
///
///     value       0.52394   -1.5086    n/a    2.9041    1e-300
///     whole         52394   -150860     .     290410       .       over 10^5, the run's power
///     code        8441002   8237748     0    8679018       0       counted from -8388607: 3 bytes
///     others                                            (4, 1e-300)
///
/// A value has a code if its whole number, divided by the power, is the value, bit for bit, and the
/// run's codes reach it; the others are kept beside. So what is read is what was appended. (After
/// Afroozeh et al., "ALP: adaptive lossless floating-point compression", SIGMOD 2024.) Where more
/// than one in eight are others, as in numbers of seventeen digits, all are kept as they are.
class PackedNumbers {
 public:
  struct Other {
    std::size_t row;
    double value;
  };

  std::size_t size() const { return raw_.empty() ? size_ : raw_.size(); }
  bool empty() const { return size() == 0; }
  /// Bytes of the values.
  std::size_t bytes() const;
  /// Makes room for that many values, judged by those that are there.
  void reserve(std::size_t values);
  void add_room(double times, Room& room) {
    coppice::add_room(bytes_, times, room);
    coppice::add_room(raw_, times, room);
  }
  void append(std::span<const double> values);
  /// Values begin, begin + 1, ... as many as `values` holds.
  void read(std::size_t begin, std::span<double> values) const;

  /// False where all numbers are kept as they are, or there are none; then there are no runs.
  bool has_codes() const { return size_ > 0; }
  /// The runs, in order, and what they have no codes for, ascending by row.
  std::vector<PackedRun> runs() const;
  const std::vector<Other>& others() const { return others_; }
  /// Some value is missing (of those with codes).
  bool has_missing() const { return has_missing_; }

 private:
  struct Coding {
    int decimals = 0, width = 0;
    std::int64_t low = 0;
  };
  struct Run {
    std::size_t begin, offset;  ///< first value, first byte of bytes_
    Coding coding;
  };
  static Coding choose_coding(std::span<const double> values);
  PackedRun view(std::size_t run) const;
  void store(std::span<const std::uint32_t> codes, int width);
  void keep_raw();

  std::size_t size_ = 0;
  std::vector<std::uint8_t> bytes_;  ///< codes, and a spare byte (code_at)
  std::vector<Run> runs_;
  std::vector<Other> others_;
  bool has_missing_ = false;
  std::vector<double> raw_;  ///< in place of all the above
};

}  // namespace coppice
