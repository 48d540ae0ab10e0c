#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace coppice {

static_assert(std::endian::native == std::endian::little, "files hold the lowest byte first");

/// Gives values as bytes to a sink, piece by piece: numbers as they lie in memory, lowest byte
/// first; texts and lists after their length, 8 bytes.
class ByteWriter {
 public:
  using Sink = std::function<void(std::string_view)>;
  explicit ByteWriter(Sink sink) : sink_(std::move(sink)) {}

  template <class T>
  void value(T value) {
    static_assert(std::is_arithmetic_v<T>);
    bytes({reinterpret_cast<const char*>(&value), sizeof value});
  }
  void text(std::string_view text) {
    value<std::uint64_t>(text.size());
    bytes(text);
  }
  template <class T>
  void list(std::span<const T> values) {
    static_assert(std::is_arithmetic_v<T>);
    value<std::uint64_t>(values.size());
    bytes({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  void texts(const std::vector<std::string>& texts) {
    value<std::uint64_t>(texts.size());
    for (const std::string& each : texts) text(each);
  }
  void bytes(std::string_view bytes) {
    if (waiting_.size() + bytes.size() >= kPiece) finish();
    bytes.size() < kPiece ? (void)waiting_.append(bytes) : sink_(bytes);
  }
  /// Gives the sink what it has not been given yet; the last call.
  void finish() {
    if (!waiting_.empty()) sink_(waiting_);
    waiting_.clear();
  }

 private:
  static constexpr std::size_t kPiece = std::size_t{1} << 16;
  Sink sink_;
  std::string waiting_;
};

/// Reads back what a ByteWriter wrote, from bytes that nobody vouches for: throws an input error
/// that names the file where they end too early. No length allocates more than the bytes bear out.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {}

  template <class T>
  T value() {
    static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  /// A byte that is 0 or 1.
  bool flag() {
    const auto byte = value<std::uint8_t>();
    if (byte > 1) fail("a flag is neither 0 nor 1");
    return byte == 1;
  }
  std::string text() { return std::string(take(length(1))); }
  template <class T>
  std::vector<T> list() {
    std::vector<T> values(length(sizeof(T)));
    const std::string_view bytes = take(values.size() * sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> texts(length(sizeof(std::uint64_t)));
    for (std::string& each : texts) each = text();
    return texts;
  }
  /// The length of a list whose items take `least` bytes or more each.
  std::size_t length(std::size_t least) {
    const auto count = value<std::uint64_t>();
    if (count > bytes_.size() / least) fail("it ends too early");
    return static_cast<std::size_t>(count);
  }
  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) fail("it ends too early");
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  std::size_t left() const { return bytes_.size(); }
  const std::string& file() const { return file_; }
  void expect(bool true_of_sound_files, std::string_view otherwise) const {
    if (!true_of_sound_files) fail(otherwise);
  }
  [[noreturn]] void fail(std::string_view what) const {
    throw input_error("{}: the binned file is damaged: {}; make it again with coppice data", file_,
                      what);
  }

 private:
  std::string_view bytes_;
  std::string file_;
};

}  // namespace coppice
