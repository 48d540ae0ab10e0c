#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace coppice {

/// The line of each row in its file. Rows on lines that follow each other, as those of most files
/// all do, take no memory of their own.
class RowLines {
 public:
  RowLines() = default;
  RowLines(std::initializer_list<std::uint64_t> lines) { append({lines.begin(), lines.size()}); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::uint64_t operator[](std::size_t row) const {
    const auto after = std::upper_bound(runs_.begin(), runs_.end(), row,
                                        [](std::size_t r, const Run& run) { return r < run.row; });
    const Run& run = *(after - 1);
    return run.line + (row - run.row);
  }

  void push_back(std::uint64_t line) {
    if (size_ == 0 || line != runs_.back().line + (size_ - runs_.back().row))
      runs_.push_back({size_, line});
    ++size_;
  }
  void append(std::span<const std::uint64_t> lines) {
    for (const std::uint64_t line : lines) push_back(line);
  }

  friend bool operator==(const RowLines&, const RowLines&) = default;

 private:
  /// Rows from `row` to that of the next run are on `line`, line + 1, ...
  struct Run {
    std::size_t row;
    std::uint64_t line;
    friend bool operator==(const Run&, const Run&) = default;
  };
  std::size_t size_ = 0;
  std::vector<Run> runs_;
};

}  // namespace coppice
