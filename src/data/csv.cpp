#include "data/csv.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "data/field.hpp"
#include "data/field_ends.hpp"
#include "data/message.hpp"
#include "data/numbers.hpp"
#include "data/plain_decimals.hpp"

namespace coppice {

namespace {

/// Rows from one column's begin to the next one's: an odd number of cache lines, so that the
/// columns of a row do not all fall into the same cache set.
std::size_t stride_for(std::size_t rows, std::size_t cell_bytes) {
  const std::size_t a_line = 64 / cell_bytes;
  return ((rows / a_line + 1) | 1) * a_line;
}

template <class Cell>
void hand_out_columns(const CsvPlan& plan, std::size_t rows,
                      bool (CsvPlan::*wanted)(std::size_t) const, std::unique_ptr<Cell[]>& memory,
                      std::size_t& capacity, std::vector<Cell*>& columns) {
  const std::size_t fields = plan.uses.size();
  const std::size_t stride = stride_for(rows, sizeof(Cell));
  columns.assign(fields, nullptr);
  std::size_t count = 0;
  for (std::size_t f = 0; f < fields; ++f) count += (plan.*wanted)(f) ? 1 : 0;
  if (count * stride > capacity) {
    capacity = count * stride;
    memory = std::make_unique_for_overwrite<Cell[]>(capacity);
  }
  Cell* next = memory.get();
  for (std::size_t f = 0; f < fields; ++f) {
    if (!(plan.*wanted)(f)) continue;
    columns[f] = next;
    next += stride;
  }
}

void prepare(const CsvPlan& plan, CsvPiece& piece) {
  // At most one a line, and a row has a byte a field.
  const std::size_t rows = std::min(static_cast<std::size_t>(piece.chunk.lines),
                                    piece.chunk.text.size() / plan.uses.size() + 1);
  piece.rows = 0;
  piece.lines.resize(rows);
  hand_out_columns(plan, rows, &CsvPlan::has_number, piece.number_memory, piece.number_capacity,
                   piece.numbers);
  hand_out_columns(plan, rows, &CsvPlan::has_text, piece.code_memory, piece.code_capacity,
                   piece.codes);
  piece.texts.resize(plan.uses.size());
  for (std::size_t f = 0; f < plan.uses.size(); ++f) {
    if (plan.has_text(f)) piece.texts[f].clear();
  }
  piece.unescaped.clear();
}

/// Reads the rows of one chunk, cell by cell, once it is known where each ends.
class CsvParser {
 public:
  CsvParser(const CsvPlan& plan, CsvPiece& piece)
      : plan_(plan),
        piece_(piece),
        text_(piece.chunk.text.data()),
        last_(text_ + piece.chunk.text.size()),
        delimiter_(plan.delimiter),
        blanks_(plan.delimiter == ' '),
        fields_(plan.uses.size()),
        line_(piece.chunk.first_line) {}

  void run() {
    const std::size_t size = piece_.chunk.text.size();
    const auto* const zero = static_cast<const char*>(std::memchr(text_, 0, size));
    piece_.ends.find({text_, size}, delimiter_);
    quotes_ = piece_.ends.quotes();
    const std::uint32_t* end = piece_.ends.begin();
    const char* p = text_;
    if (has_plain_decimals() && zero == nullptr && is_regular()) {
      parse_blocks(end);
      return;
    }
    for (; end != piece_.ends.end(); ++line_) {
      if (static_cast<unsigned char>(*p) <= ' ' && after_blank_line(p, delimiter_) != nullptr) {
        ++end;
      } else {
        piece_.lines[row_] = line_;
        end = parse_row(p, end);
        if (zero != nullptr && text_ + end[-1] >= zero) fail_zero_byte();
        piece_.rows = ++row_;
      }
      p = text_ + end[-1] + 1;
    }
  }

 private:
  /// True where each line is a row of as many fields as there are names.
  bool is_regular() const {
    const std::uint32_t* const ends = piece_.ends.begin();
    const auto rows = static_cast<std::size_t>(piece_.chunk.lines);
    const auto count = static_cast<std::size_t>(piece_.ends.end() - ends);
    if (blanks_ || fields_ < 2 || count != rows * fields_) return false;
    bool all = true;
    for (std::size_t i = fields_ - 1; i < count; i += fields_) all &= text_[ends[i]] == '\n';
    return all;
  }

  /// Stores the rows of a regular chunk, whose first field ends at `end`: the plain numbers of a
  /// block of rows column by column, then row by row what is left.
  void parse_blocks(const std::uint32_t* end) {
    std::vector<NumberField> numbers;
    bool only_numbers = true;
    for (std::uint32_t f = 0; f < fields_; ++f) {
      if (plan_.uses[f] == FieldUse::number) numbers.push_back({f, piece_.numbers[f]});
      only_numbers &= plan_.uses[f] == FieldUse::number ||
                      (plan_.uses[f] == FieldUse::skip && quotes_ == FieldEnds::Quotes::none);
    }
    const auto rows = static_cast<std::size_t>(piece_.chunk.lines);
    for (std::size_t count = 1; row_ < rows; count = std::min(kRowsAtOnce, rows - row_)) {
      // (There is no end before the first row.)
      if (row_ > 0) parse_plain_decimals(text_, end, fields_, count, row_, numbers);
      std::uint32_t done = only_numbers ? ~0U : 0;
      for (const NumberField& number : numbers) done &= number.plain;
      for (std::size_t i = 0; i < count; ++i, end += fields_, ++line_) {
        piece_.lines[row_] = line_;
        if ((done >> i & 1) == 0) parse_rest(end, numbers, i);
        piece_.rows = ++row_;
      }
    }
  }

  /// Stores the cells of a row that are not among a block's plain numbers; it is the block's row
  /// `i`, and `end` the end of its first field.
  void parse_rest(const std::uint32_t* end, const std::vector<NumberField>& numbers,
                  std::size_t i) {
    const char* p = row_ == 0 ? text_ : text_ + end[-1] + 1;
    auto number = numbers.begin();
    for (std::size_t f = 0; f < fields_; ++f, ++end) {
      const bool is_number = number != numbers.end() && number->field == f;
      const bool done = is_number && (number->plain >> i & 1) != 0;
      number += is_number ? 1 : 0;
      if (!done) parse_cell(p, end, f);
      p = text_ + *end + 1;
    }
  }

  /// Stores the row that starts at p; `end` is the end of its first field. Returns that of the
  /// next row's.
  const std::uint32_t* parse_row(const char* p, const std::uint32_t* end) {
    if (blanks_) p = skip_separators(p);
    for (std::size_t f = 0; f < fields_; ++f, ++end) {
      const char* const terminator = text_ + *end;
      parse_cell(p, end, f);
      if (*terminator == '\n') {
        if (f + 1 != fields_) fail_ragged(f + 1);
        return end + 1;
      }
      p = terminator + 1;
    }
    fail_ragged(fields_ + count_fields(end));
  }

  /// Stores the cell that starts at p.
  void parse_cell(const char* p, const std::uint32_t* end_of_field, std::size_t f) {
    const char* const terminator = text_ + *end_of_field;
    const FieldUse use = plan_.uses[f];
    if (use == FieldUse::number) {
      double& cell = piece_.numbers[f][row_];
      if (parse_plain_decimal(p, terminator, cell)) return;
      double value = 0;
      const char* const end = parse_decimal(p, last_, value);
      if (end != nullptr && ends_at(end, terminator)) {
        cell = value;
        return;
      }
    }
    if (use == FieldUse::skip && quotes_ != FieldEnds::Quotes::any) return;
    const std::string_view text = take_text(p, terminator, f);
    if (use == FieldUse::number && *p == '"' && quotes_ == FieldEnds::Quotes::simple &&
        parse_plain_decimal(text.data(), text.data() + text.size(), piece_.numbers[f][row_])) {
      return;
    }
    if (use == FieldUse::text || use == FieldUse::number_and_text) {
      piece_.codes[f][row_] = piece_.texts[f].insert(text);
    }
    if (use == FieldUse::number || use == FieldUse::number_and_text) {
      piece_.numbers[f][row_] = number_of(text, f, end_of_field);
    }
  }

  /// True where nothing but the line's end or blanks stands between a number and its terminator.
  bool ends_at(const char* end, const char* terminator) const {
    if (blanks_) return end_of_separators(end) == terminator;
    return end + (at_line_end(end) && *end == '\r' ? 1 : 0) == terminator;
  }

  std::string_view take_text(const char* p, const char* terminator, std::size_t f) {
    if (quotes_ == FieldEnds::Quotes::simple && *p == '"') {
      const char* const after = terminator[-1] == '\r' ? terminator - 1 : terminator;
      return {p + 1, static_cast<std::size_t>(after - p) - 2};
    }
    const Field field = read_field(p, last_, delimiter_);
    return field.quoted ? unquoted(field, f) : field.text;
  }

  std::string_view unquoted(const Field& field, std::size_t f) {
    if (field.text_after_quote) {
      throw input_error(
          "{}:{}: column {}: text after the closing quote of {}; write a quote inside a "
          "quoted field twice",
          plan_.file, line_, shown(plan_.names[f]), shown(field.text));
    }
    line_ += count_lines(field.text.data(), field.text.size());
    if (!field.doubled) return field.text;
    return piece_.unescaped.emplace_back(without_doubled_quotes(field.text));
  }

  /// The number that a field's text is. In a row of too few or too many fields a text is most
  /// likely another column's, so that is told first.
  double number_of(std::string_view text, std::size_t f, const std::uint32_t* end) const {
    text = without_blanks(text);  // those within quotes
    double value = 0;
    if (text.empty()) return std::numeric_limits<double>::quiet_NaN();
    const NumberClass what = read_number(text, value);
    if (what == NumberClass::number) return value;
    if (plan_.missing->contains(text)) return std::numeric_limits<double>::quiet_NaN();
    if (f + count_fields(end) != fields_) fail_ragged(f + count_fields(end));
    throw input_error("{}", what == NumberClass::overflow
                                ? overflow_message(plan_.file, line_, plan_.names[f], text)
                                : not_a_number_message(plan_.file, line_, plan_.names[f], text,
                                                       plan_.known_number[f]));
  }

  /// Fields from that whose end this is to the end of the line.
  std::size_t count_fields(const std::uint32_t* end) const {
    std::size_t count = 1;
    for (; text_[*end] != '\n'; ++end) ++count;
    return count;
  }

  [[noreturn]] void fail_ragged(std::size_t found) const {
    throw input_error(
        "{}:{}: expected {} fields, found {}; check the quotes and separators of this line, "
        "or name the separator with --delimiter",
        plan_.file, piece_.lines[row_], fields_, found);
  }

  [[noreturn]] void fail_zero_byte() const {
    throw input_error("{}:{}: not text: it has a zero byte; name a CSV or LibSVM file", plan_.file,
                      piece_.lines[row_]);
  }

  const CsvPlan& plan_;
  CsvPiece& piece_;
  const char* const text_;
  const char* const last_;
  const char delimiter_;
  const bool blanks_;
  const std::size_t fields_;
  FieldEnds::Quotes quotes_ = FieldEnds::Quotes::none;
  std::size_t row_ = 0;
  std::uint64_t line_;
};

/// A number that means missing (--missing -999) is read as a number on the quick way.
void blank_out_missing(const CsvPlan& plan, CsvPiece& piece) {
  for (const double missing : plan.missing->numbers()) {
    for (double* const column : piece.numbers) {
      if (column == nullptr) continue;
      std::replace(column, column + piece.rows, missing, std::numeric_limits<double>::quiet_NaN());
    }
  }
}

}  // namespace

void parse_csv(const CsvPlan& plan, CsvPiece& piece) {
  prepare(plan, piece);
  CsvParser(plan, piece).run();
  blank_out_missing(plan, piece);
}

}  // namespace coppice
