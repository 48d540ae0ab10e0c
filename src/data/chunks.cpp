#include "data/chunks.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.hpp"
#include "data/field_ends.hpp"
#include "data/scan.hpp"

namespace coppice {

void TextBuffer::reserve(std::size_t size) {
  if (size + kPadding <= capacity_) return;
  const std::size_t capacity = std::max(size + kPadding, capacity_ + capacity_ / 2);
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
  if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ = capacity;
}

void TextBuffer::assign(const char* text, std::size_t size) {
  size_ = 0;
  reserve(size);
  if (size > 0) std::memcpy(bytes_.get(), text, size);
  size_ = size;
  pad();
}

std::size_t TextBuffer::append(Source& source, std::size_t size) {
  reserve(size_ + size);
  const std::size_t got = read_fully(source, bytes_.get() + size_, size);
  size_ += got;
  pad();
  return got;
}

void TextBuffer::append(char c) {
  reserve(size_ + 1);
  bytes_[size_++] = c;
  pad();
}

void TextBuffer::truncate(std::size_t size) {
  size_ = size;
  pad();
}

void TextBuffer::pad() {
  std::memset(bytes_.get() + size_, 0, kPadding);
}

ChunkCutter::ChunkCutter(std::unique_ptr<Source> source, Options options)
    : source_(std::move(source)), options_(std::move(options)) {}

bool ChunkCutter::next(Chunk& chunk) {
  TextBuffer& text = chunk.text;
  text.assign(carry_.data(), carry_.size());
  carry_.clear();
  scanned_ = record_end_ = 0;
  in_quotes_ = false;
  for (;;) {
    scan(text);
    if (ended_ && !in_quotes_ && record_end_ < text.size()) {
      text.append('\n');  // the last line may lack it
      record_end_ = text.size();
    }
    if (record_end_ > 0 && (ended_ || text.size() >= options_.chunk_bytes)) break;
    if (ended_ && text.size() == 0) return false;
    if (ended_ || (record_end_ == 0 && text.size() >= kLongestRecord)) fail_without_end(text);
    // A record longer than a chunk: double, so that the steps are few, up to where it is too long.
    const std::size_t most = std::max(options_.chunk_bytes, kLongestRecord);
    const std::size_t wanted =
        std::clamp(2 * text.size(), options_.chunk_bytes, most) - text.size();
    ended_ = text.append(*source_, std::max<std::size_t>(wanted, 1)) < wanted;
  }
  carry_.assign(text.data() + record_end_, text.size() - record_end_);
  text.truncate(record_end_);
  chunk.first_line = options_.first_line;
  chunk.lines = count_lines(text.data(), text.size());
  options_.first_line += chunk.lines;
  return true;
}

void ChunkCutter::scan(const TextBuffer& text) {
  const char* const first = text.data();
  const char* const last = first + text.size();
  const bool quotes_mean_something = options_.delimiter != 0;
  if (quotes_mean_something && text.size() >= options_.chunk_bytes && !ended_ &&
      scan_by_blocks(text)) {
    return;
  }
  while (scanned_ < text.size()) {
    const char* const from = first + scanned_;
    const char* const quote = quotes_mean_something ? find_byte(from, last, '"') : last;
    if (in_quotes_) {
      if (quote + 1 == last && !ended_) return;  // the next byte decides what the quote means
      const bool doubled = quote + 1 < last && quote[1] == '"';
      in_quotes_ = quote == last || doubled;
      scanned_ = static_cast<std::size_t>(std::min(last, quote + (doubled ? 2 : 1)) - first);
      continue;
    }
    if (const char* const feed = find_last_byte(from, quote, '\n')) {
      record_end_ = static_cast<std::size_t>(feed - first) + 1;
    }
    scanned_ = static_cast<std::size_t>(std::min(last, quote + 1) - first);
    if (quote == last || !opens_field(first, quote)) continue;
    in_quotes_ = true;
    quote_at_ = static_cast<std::size_t>(quote - first);
  }
}

/// Finds the end of the last whole record by blocks; false where there is none, or where quotes are
/// at odd places. Bytes after the last whole block are left to the next chunk.
bool ChunkCutter::scan_by_blocks(const TextBuffer& text) {
  if (std::memchr(text.data(), '"', text.size()) == nullptr) return false;  // memrchr is faster
  const std::size_t end = last_record_end({text.data(), text.size()}, options_.delimiter);
  if (end > 0) record_end_ = end;
  return end > 0;
}

/// A quote opens a quoted field where only blanks lie between it and the field's begin; anywhere
/// else in an unquoted field it is a character like any other.
bool ChunkCutter::opens_field(const char* first, const char* quote) const {
  while (quote > first) {
    const char before = *--quote;
    if (before == options_.delimiter || before == '\n') return true;
    if (before != ' ' && before != '\t') return false;
  }
  return true;
}

void ChunkCutter::fail_without_end(const TextBuffer& text) const {
  if (in_quotes_) {
    throw input_error(
        "{}:{}: the quote that opens here is not closed{}; close it, or write a quote "
        "inside a quoted field twice",
        options_.name, options_.first_line + count_lines(text.data(), quote_at_),
        ended_ ? "" : fmt::format(" within {} MiB", kLongestRecord >> 20));
  }
  throw input_error("{}:{}: the line is longer than {} MiB; is this a text file?", options_.name,
                    options_.first_line, kLongestRecord >> 20);
}

}  // namespace coppice
