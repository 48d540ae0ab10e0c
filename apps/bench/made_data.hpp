#pragma once

#include <cstddef>
#include <string>

#include "data/table.hpp"

// Data of the benchmark: drawn by counters, the same in every run.

namespace coppice::bench {

/// A file that lives as long as this object.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& text);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A header, a 0-1 label "y", and `columns` normal columns of five digits; every fourth one is
/// positive and skew, one has few values.
std::string dense_csv(std::size_t rows, std::size_t columns);
/// Seven columns, as of flights: label, quoted numbers, numbers, two quoted texts of 229 spellings.
std::string quoted_csv(std::size_t rows);
/// A label and `entries` non-zeros a row, low columns more often than high ones.
std::string libsvm_text(std::size_t rows, std::size_t columns, std::size_t entries);

Table dense_table(std::size_t rows, std::size_t columns);
Table sparse_table(std::size_t rows, std::size_t columns, std::size_t entries);

}  // namespace coppice::bench
