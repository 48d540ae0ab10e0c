#include "data/typed_column.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "base/dispatch.hpp"
#include "data/message.hpp"
#include "data/numbers.hpp"

namespace coppice {

namespace {

ColumnKind first_kind(TextRule rule) {
  return rule == TextRule::numbers ? ColumnKind::numeric : ColumnKind::categorical;
}

/// The range with the numbers in it, some lanes at a time. No comparison holds for NaN.
NumberRange widened(const NumberRange& range, std::span<const double> numbers) {
  constexpr std::size_t kLanes = 16;
  std::array<double, kLanes> low, high;
  low.fill(range.low);
  high.fill(range.high);
  std::size_t i = 0;
  for (; i + kLanes <= numbers.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double number = numbers[i + lane];
      low[lane] = number < low[lane] ? number : low[lane];
      high[lane] = number > high[lane] ? number : high[lane];
    }
  }
  for (; i < numbers.size(); ++i) {
    low[0] = numbers[i] < low[0] ? numbers[i] : low[0];
    high[0] = numbers[i] > high[0] ? numbers[i] : high[0];
  }
  return {*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end())};
}

}  // namespace

TypedColumn::TypedColumn(const std::string& file, const MissingSpellings& missing, std::string name,
                         TextRule rule, CellRule cell_rule, const FeatureSchema* known)
    : file_(&file),
      missing_(&missing),
      rule_(rule),
      cell_rule_(cell_rule),
      decided_(rule != TextRule::by_looking),
      known_(known) {
  column_.name = std::move(name);
  column_.kind = first_kind(rule);
  if (known != nullptr) {
    for (const std::string& category : known->categories) categories_.insert(category);
  }
}

void TypedColumn::set_fault(std::uint64_t line, std::string message) {
  if (!fault_) fault_ = Fault{line, std::move(message)};
}

std::string TypedColumn::missing_message(std::uint64_t line) const {
  const char* const what = cell_rule_ == CellRule::label ? "label" : "weight";
  return fmt::format("{}:{}: the {} (column {}) is missing; remove such rows or fill it in", *file_,
                     line, what, shown(column_.name));
}

void TypedColumn::check_number(double value, std::uint64_t line) {
  if (cell_rule_ == CellRule::any || fault_) return;
  has_number_above_zero_ = has_number_above_zero_ || value > 0;
  const bool label = cell_rule_ == CellRule::label;
  if (std::isnan(value)) {
    set_fault(line, missing_message(line));
  } else if (std::isinf(value)) {
    set_fault(line,
              fmt::format("{}:{}: the {} (column {}) is infinite; remove such rows or correct it",
                          *file_, line, label ? "label" : "weight", shown(column_.name)));
  } else if (!label && value < 0) {
    set_fault(line,
              fmt::format("{}:{}: the weight (column {}) is negative: {}; weights are 0 or more",
                          *file_, line, shown(column_.name), value));
  }
}

void TypedColumn::append(const CsvPiece& piece, std::size_t field) {
  if (fault_) return;
  const std::span<const std::uint64_t> lines(piece.lines.data(), piece.rows);
  const std::span<const std::int32_t> codes(piece.codes[field], piece.rows);
  if (!decided_) {
    append_open(piece, field);
    if (cells_ >= kCellsToLookAt) decide();
  } else if (column_.kind == ColumnKind::categorical) {
    append_as_categories(codes, piece.texts[field].texts(), lines);
  } else if (piece.numbers[field] != nullptr) {
    append_numbers({piece.numbers[field], piece.rows}, lines);
  } else {  // parsed before the kind was known
    append_as_numbers(codes, piece.texts[field].texts(), meanings_of(piece, field));
  }
}

void TypedColumn::append_numbers(std::span<const double> numbers,
                                 std::span<const std::uint64_t> lines) {
  if (cell_rule_ != CellRule::any) {
    for (std::size_t row = 0; row < numbers.size(); ++row) check_number(numbers[row], lines[row]);
  }
  store_numbers(numbers);
}

void TypedColumn::store_numbers(std::span<const double> numbers) {
  if (packs_) {
    column_.packed.append(numbers);
  } else {
    column_.numbers.insert(column_.numbers.end(), numbers.begin(), numbers.end());
  }
  look_at_numbers(numbers);
}

/// Widens the range, or counts what is beyond the known one.
void TypedColumn::look_at_numbers(std::span<const double> numbers) {
  range_ = at_width<widened>(range_, numbers);
  if (known_ == nullptr) return;
  const NumberRange seen = known_->range;
  std::uint64_t unseen = 0;
  for (const double number : numbers) {
    unseen += static_cast<std::uint64_t>((number < seen.low) | (number > seen.high));
  }
  unseen_cells_ += unseen;
}

/// Keeps texts as they are; the kind is found later.
void TypedColumn::append_open(const CsvPiece& piece, std::size_t field) {
  const std::vector<OpenText> meanings = meanings_of(piece, field);
  const auto& texts = piece.texts[field].texts();
  std::vector<std::int32_t> code_of(meanings.size());
  for (std::size_t i = 0; i < meanings.size(); ++i) {
    code_of[i] = categories_.insert(texts[i]);
    if (categories_.size() > open_texts_.size()) open_texts_.push_back(meanings[i]);
  }
  for (std::size_t row = 0; row < piece.rows; ++row) {
    const std::int32_t code = code_of[static_cast<std::size_t>(piece.codes[field][row])];
    const bool missing = open_texts_[static_cast<std::size_t>(code)].what == CellClass::missing;
    if (missing && cell_rule_ != CellRule::any) {
      set_fault(piece.lines[row], missing_message(piece.lines[row]));
    }
    cells_ += missing ? 0 : 1;
    open_codes_.push_back(code);
  }
}

void TypedColumn::decide() {
  if (decided_ || fault_) return;
  column_.kind = found_kind();
  decided_ = true;
  const std::vector<std::string> texts = categories_.release();
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const auto codes = std::exchange(open_codes_, {});
  const auto meanings = std::exchange(open_texts_, {});
  if (column_.kind == ColumnKind::numeric) {
    append_as_numbers(codes, views, meanings);
  } else {
    append_as_categories(codes, views, {});
  }
  reserve(expected_rows_);
}

ColumnKind TypedColumn::found_kind() const {
  constexpr std::size_t kSpellingsOfCodes = 10;
  std::size_t seen = 0, texts = 0, spellings = 0, number_spellings = 0;
  std::vector<bool> counted(open_texts_.size());
  for (const std::int32_t code : open_codes_) {
    const auto i = static_cast<std::size_t>(code);
    if (open_texts_[i].what == CellClass::missing) continue;
    if (seen == kCellsToLookAt) break;
    ++seen;
    const bool text =
        open_texts_[i].what == CellClass::text && !is_number_with_comma(categories_.texts()[i]);
    if (text) ++texts;
    if (!counted[i]) ++(text ? spellings : number_spellings);
    counted[i] = true;
  }
  const bool many_spellings = spellings >= kSpellingsOfCodes;
  const bool mostly_numbers = 2 * texts <= seen;
  const bool codes = 10 * texts >= seen && many_spellings;
  const bool shifted = !many_spellings && number_spellings >= kSpellingsOfCodes;
  return (mostly_numbers && !codes) || shifted ? ColumnKind::numeric : ColumnKind::categorical;
}

TypedColumn::OpenText TypedColumn::meaning_of(std::string_view text) const {
  OpenText meaning;
  meaning.value = std::numeric_limits<double>::quiet_NaN();
  text = without_blanks(text);  // those within quotes
  if (missing_->contains(text)) return meaning;
  switch (read_number(text, meaning.value)) {
    case NumberClass::number:
      meaning.what = CellClass::number;
      break;
    case NumberClass::overflow:
      meaning.what = CellClass::overflow;
      break;
    case NumberClass::text:
      meaning.what = CellClass::text;
      break;
  }
  return meaning;
}

std::vector<TypedColumn::OpenText> TypedColumn::meanings_of(const CsvPiece& piece,
                                                            std::size_t field) const {
  const auto& texts = piece.texts[field].texts();
  std::vector<OpenText> meanings;
  meanings.reserve(texts.size());
  // Codes count up in order of first appearance, so the next new one shows its text's first row.
  // (A text that only a faulty last row has, has no meaning.)
  for (std::size_t row = 0; row < piece.rows && meanings.size() < texts.size(); ++row) {
    if (static_cast<std::size_t>(piece.codes[field][row]) != meanings.size()) continue;
    meanings.push_back(meaning_of(texts[meanings.size()]));
    meanings.back().first_line = piece.lines[row];
  }
  return meanings;
}

void TypedColumn::append_as_numbers(std::span<const std::int32_t> codes,
                                    std::span<const std::string_view> texts,
                                    std::span<const OpenText> meanings) {
  for (std::size_t i = 0; i < meanings.size(); ++i) {
    const std::uint64_t line = meanings[i].first_line;
    switch (meanings[i].what) {
      case CellClass::missing:
      case CellClass::number:
        check_number(meanings[i].value, line);
        break;
      case CellClass::overflow:
        set_fault(line, overflow_message(*file_, line, column_.name, texts[i]));
        break;
      case CellClass::text:
        set_fault(line, not_a_number_message(*file_, line, column_.name, texts[i], false));
        break;
    }
  }
  if (fault_) return;
  std::vector<double> numbers;
  numbers.reserve(codes.size());
  for (const std::int32_t code : codes) {
    numbers.push_back(meanings[static_cast<std::size_t>(code)].value);
  }
  store_numbers(numbers);
}

void TypedColumn::append_as_categories(std::span<const std::int32_t> codes,
                                       std::span<const std::string_view> texts,
                                       std::span<const std::uint64_t> lines) {
  constexpr std::int32_t kMissing = -1, kUnknown = -2;
  std::vector<std::int32_t> code_of(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const bool missing = rule_ != TextRule::texts && missing_->contains(texts[i]);
    const std::int32_t category = missing ? kMissing : category_of(texts[i]);
    code_of[i] = !missing && category < 0 ? kUnknown : category;
  }
  std::uint64_t unknown = 0;
  const std::size_t before = column_.codes.size();
  column_.codes.resize(before + codes.size());
  for (std::size_t row = 0; row < codes.size(); ++row) {
    const std::int32_t code = code_of[static_cast<std::size_t>(codes[row])];
    unknown += code == kUnknown ? 1 : 0;
    column_.codes[before + row] = std::max(code, kMissing);
    if (code == kMissing && cell_rule_ != CellRule::any) {
      set_fault(lines[row], missing_message(lines[row]));
    }
  }
  unseen_cells_ += unknown;
}

std::int32_t TypedColumn::category_of(std::string_view text) {
  if (rule_ == TextRule::categories) return categories_.insert(canonical_category(text));
  if (rule_ != TextRule::known) return categories_.insert(text);
  const std::int32_t exact = categories_.find(text);
  return exact >= 0 ? exact : categories_.find(canonical_category(text));
}

void TypedColumn::reserve(std::size_t rows) {
  expected_rows_ = rows;
  if (!decided_) return;
  const std::size_t spare = with_spare(static_cast<double>(rows));
  if (column_.kind == ColumnKind::numeric) {
    packs_ ? column_.packed.reserve(rows) : column_.numbers.reserve(spare);
  } else {
    column_.codes.reserve(spare);
  }
}

void TypedColumn::take_rows(Column& rows) {
  rows.name = column_.name;
  rows.kind = column_.kind;
  rows.numbers.swap(column_.numbers);
  rows.codes.swap(column_.codes);
  rows.packed = std::exchange(column_.packed, {});
  column_.numbers.clear();
  column_.codes.clear();
  rows.categories.clear();
  if (rule_ == TextRule::texts) rows.categories = categories_.release();
}

}  // namespace coppice
