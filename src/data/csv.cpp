#include "data/csv.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "data/field.hpp"
#include "data/message.hpp"
#include "data/numbers.hpp"

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

/// Reads the rows of one chunk, one cell after the other.
class CsvParser {
 public:
  CsvParser(const CsvPlan& plan, CsvPiece& piece)
      : plan_(plan),
        piece_(piece),
        last_(piece.chunk.text.data() + piece.chunk.text.size()),
        delimiter_(plan.delimiter),
        blanks_(plan.delimiter == ' '),
        fields_(plan.uses.size()),
        line_(piece.chunk.first_line) {}

  void run() {
    const char* p = piece_.chunk.text.data();
    const auto* const zero = static_cast<const char*>(std::memchr(p, 0, piece_.chunk.text.size()));
    while (p < last_) {
      if (static_cast<unsigned char>(*p) <= ' ') {
        if (const char* const next = after_blank_line(p, delimiter_)) {
          p = next, ++line_;
          continue;
        }
      }
      piece_.lines[row_] = line_;
      p = parse_row(p);
      if (zero != nullptr && p > zero) fail_zero_byte();
      ++line_;
      piece_.rows = ++row_;
    }
  }

 private:
  const char* parse_row(const char* p) {
    if (blanks_) p = skip_separators(p);
    for (std::size_t f = 0; f < fields_; ++f) {
      p = parse_cell(p, f);
      if (*p == '\n') {
        if (f + 1 != fields_) fail_ragged(f + 1);
        return p + 1;
      }
      ++p;
    }
    fail_ragged(fields_ + count_fields(p));
  }

  /// Stores the cell that starts at p; returns its terminator.
  const char* parse_cell(const char* p, std::size_t f) {
    const FieldUse use = plan_.uses[f];
    if (use == FieldUse::number) {
      double value = 0;
      const char* end = parse_decimal(p, last_, value);
      if (end != nullptr && (*end == delimiter_ || at_line_end(end))) {
        piece_.numbers[f][row_] = value;
        if (blanks_) return end_of_blanks(end);
        return end + (*end == '\r' ? 1 : 0);
      }
    }
    const Field field = take_field(p, f);
    if (use == FieldUse::text || use == FieldUse::number_and_text) {
      piece_.codes[f][row_] = piece_.texts[f].insert(field.text);
    }
    if (use == FieldUse::number || use == FieldUse::number_and_text) {
      piece_.numbers[f][row_] = number_of(field.text, f);
    }
    return field.end;
  }

  Field take_field(const char* p, std::size_t f) {
    Field field = read_field(p, last_, delimiter_);
    if (field.quoted) unquote(field, f);
    if (blanks_) field.end = end_of_blanks(field.end);
    return field;
  }

  void unquote(Field& field, std::size_t f) {
    if (field.text_after_quote) {
      throw input_error(
          "{}:{}: column {}: text after the closing quote of {}; write a quote inside a "
          "quoted field twice",
          plan_.file, line_, shown(plan_.names[f]), shown(field.text));
    }
    line_ += count_lines(field.text.data(), field.text.size());
    if (field.doubled) {
      field.text = piece_.unescaped.emplace_back(without_doubled_quotes(field.text));
    }
  }

  /// The last of a run of separators, or the line feed where nothing else follows.
  static const char* end_of_blanks(const char* p) {
    const char* const next = skip_separators(p);
    if (at_line_end(next)) return after_line_end(next) - 1;
    return next > p ? next - 1 : p;
  }

  double number_of(std::string_view text, std::size_t f) const {
    text = without_blanks(text);  // those within quotes
    if (plan_.missing->contains(text)) return std::numeric_limits<double>::quiet_NaN();
    double value = 0;
    switch (read_number(text, value)) {
      case NumberClass::number:
        break;
      case NumberClass::overflow:
        throw input_error("{}", overflow_message(plan_.file, line_, plan_.names[f], text));
      case NumberClass::text:
        throw input_error("{}", not_a_number_message(plan_.file, line_, plan_.names[f], text,
                                                     plan_.known_number[f]));
    }
    return value;
  }

  std::size_t count_fields(const char* p) const {
    for (std::size_t count = 1;; ++count) {
      const Field field = read_field(p, last_, delimiter_);
      const char* const end = blanks_ ? end_of_blanks(field.end) : field.end;
      if (*end == '\n') return count;
      p = end + 1;
    }
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
  const char* const last_;
  const char delimiter_;
  const bool blanks_;
  const std::size_t fields_;
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
