#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/chunks.hpp"
#include "data/dictionary.hpp"
#include "data/field_ends.hpp"
#include "data/missing.hpp"

namespace coppice {

/// What the parser makes of a field: bits, as a column may be both learned from and kept.
enum class FieldUse : std::uint8_t { skip = 0, number = 1, text = 2, number_and_text = 3 };

/// How the chunks of one file are parsed; the same for all threads, changed between waves only.
struct CsvPlan {
  std::string file;  ///< for messages
  char delimiter = ',';
  std::vector<std::string> names;  ///< of the fields
  std::vector<FieldUse> uses;      ///< one a field
  std::vector<bool> known_number;  ///< fields said to be numbers by the user or a model
  const MissingSpellings* missing = nullptr;

  bool has_number(std::size_t field) const { return (static_cast<int>(uses[field]) & 1) != 0; }
  bool has_text(std::size_t field) const { return (static_cast<int>(uses[field]) & 2) != 0; }
};

/// The rows of one chunk, column by column. Kept from wave to wave for its memory.
struct CsvPiece {
  Chunk chunk;
  std::size_t rows = 0;
  std::vector<std::uint64_t> lines;  ///< line of each row
  std::vector<double*> numbers;      ///< one a field, null where it is no number; NaN is missing
  std::vector<std::int32_t*> codes;  ///< one a field, null where its text is not wanted
  std::vector<Dictionary<std::string_view>> texts;  ///< what the codes of a field mean

  FieldEnds ends;

  // What the above point into.
  std::unique_ptr<double[]> number_memory;
  std::unique_ptr<std::int32_t[]> code_memory;
  std::size_t number_capacity = 0, code_capacity = 0;
  std::deque<std::string> unescaped;
};

/// Parses the chunk of `piece` into its columns. Throws an input error that names line and column
/// for a row with more or fewer fields than names, and for text where a number must be; the rows
/// before it are then in the piece.
void parse_csv(const CsvPlan& plan, CsvPiece& piece);

}  // namespace coppice
