#include "data/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "data/message.hpp"

namespace coppice {

namespace {

TextRule rule_for(std::optional<ColumnKind> kind) {
  if (!kind) return TextRule::by_looking;
  return *kind == ColumnKind::numeric ? TextRule::numbers : TextRule::categories;
}

}  // namespace

void GroupColumn::append(const CsvPiece& piece, const std::string& file,
                         const MissingSpellings& missing) {
  const std::int32_t* const codes = piece.codes[field_];
  std::int64_t id = 0;
  for (std::size_t row = 0; row < piece.rows && !fault_; ++row) {
    if (row == 0 || codes[row] != codes[row - 1]) {
      const std::string_view text =
          piece.texts[field_].texts()[static_cast<std::size_t>(codes[row])];
      const std::uint64_t line = piece.lines[row];
      id = names_.insert(text);
      if (missing.contains(text)) {
        fault_ = Fault{
            line,
            fmt::format("{}:{}: the group (column {}) is missing; remove such rows or fill it in",
                        file, line, shown(name_))};
      } else if (!order_.follow(id)) {
        fault_ = Fault{
            line,
            fmt::format("{}:{}: group {} (column {}) comes again after other groups; sort the "
                        "file by group",
                        file, line, shown(text), shown(name_))};
      }
    }
    ids_.push_back(id);
  }
}

CsvTable::CsvTable(const std::string& file, const Dialect& dialect, CsvLayout layout,
                   const MissingSpellings& missing, const ReadRequest& request)
    : missing_(missing),
      known_schema_(request.schema != nullptr),
      keep_lines_(request.keep_lines),
      schema_(std::move(layout.schema)),
      unseen_cells_(layout.features.size(), 0) {
  if (!known_schema_) schema_.missing = missing.spellings();
  const std::size_t fields = dialect.names.size();
  plan_ = {file,
           dialect.delimiter,
           dialect.names,
           std::vector<FieldUse>(fields, FieldUse::skip),
           std::vector<bool>(fields, false),
           &missing};
  // Of more columns a chunk has so few rows that to pack them takes longer than it spares.
  constexpr std::size_t kMostPacked = 2048;
  const bool packs = request.pack_numbers && layout.features.size() <= kMostPacked;
  for (std::size_t i = 0; i < layout.features.size(); ++i) {
    const auto& feature = layout.features[i];
    const bool categories = known_schema_ && feature.kind == ColumnKind::categorical;
    add(Role::feature, feature.field, categories ? TextRule::known : rule_for(feature.kind),
        known_schema_ ? &request.schema->features[i] : nullptr);
    if (packs) targets_.back().column.pack_numbers();
  }
  if (layout.label) {
    add(Role::label, layout.label->field, rule_for(layout.label->kind));
    if (packs) targets_.back().column.pack_numbers();
  }
  if (layout.weight) add(Role::weight, *layout.weight, TextRule::numbers);
  kept_count_ = layout.kept.size();
  for (const std::uint32_t field : layout.kept) add(Role::kept, field, TextRule::texts);
  if (layout.group) group_.emplace(*layout.group, dialect.names[*layout.group]);
  update_plan();
}

void CsvTable::add(Role role, std::uint32_t field, TextRule rule, const FeatureSchema* known) {
  CellRule cells = CellRule::any;
  if (role == Role::label) cells = CellRule::label;
  if (role == Role::weight) cells = CellRule::weight;
  if (rule == TextRule::numbers) plan_.known_number[field] = true;
  targets_.push_back(
      {role, field, TypedColumn(plan_.file, missing_, plan_.names[field], rule, cells, known)});
}

void CsvTable::update_plan() {
  const auto use = [&](std::uint32_t field, FieldUse more) {
    plan_.uses[field] =
        static_cast<FieldUse>(static_cast<int>(plan_.uses[field]) | static_cast<int>(more));
  };
  std::fill(plan_.uses.begin(), plan_.uses.end(), FieldUse::skip);
  for (const Target& target : targets_) {
    use(target.field, target.column.wants_numbers() ? FieldUse::number : FieldUse::text);
  }
  if (group_) use(group_->field(), FieldUse::text);
}

void CsvTable::append(const CsvPiece& piece) {
  for (Target& target : targets_) target.column.append(piece, target.field);
  if (group_) group_->append(piece, plan_.file, missing_);
  throw_first_fault();
  if (rows_ == 0 && piece.rows > 0) first_line_ = piece.lines[0];
  rows_ += piece.rows;
  all_rows_ += piece.rows;
  if (keep_lines_) lines_.append(std::span(piece.lines).first(piece.rows));
  count_unseen();
}

void CsvTable::throw_first_fault() const {
  const Fault* first = nullptr;
  const auto look = [&](const std::optional<Fault>& fault) {
    if (fault && (first == nullptr || fault->line < first->line)) first = &*fault;
  };
  for (const Target& target : targets_) look(target.column.fault());
  if (group_) look(group_->fault());
  if (first != nullptr) throw input_error("{}", first->message);
}

void CsvTable::count_unseen() {
  std::size_t feature = 0;
  for (const Target& target : targets_) {
    if (target.role != Role::feature) continue;
    unseen_cells_[feature++] = target.column.unseen_cells();
  }
}

bool CsvTable::ready() const {
  return std::all_of(targets_.begin(), targets_.end(),
                     [](const Target& target) { return target.column.decided(); });
}

void CsvTable::finish() {
  for (Target& target : targets_) target.column.decide();
  throw_first_fault();
  if (all_rows_ == 0) {
    throw input_error("{}: no rows: the file has a header line and nothing below it", plan_.file);
  }
  for (const Target& target : targets_) {
    if (target.role != Role::weight || target.column.has_number_above_zero()) continue;
    throw input_error("{}: all weights (column {}) are zero; some row must count", plan_.file,
                      shown(target.column.name()));
  }
}

std::size_t CsvTable::bytes() const {
  std::size_t bytes = 0;
  for (const Target& target : targets_) bytes += target.column.bytes();
  return bytes;
}

void CsvTable::reserve(double times) {
  const auto rows = static_cast<std::size_t>(static_cast<double>(rows_) * times);
  for (Target& target : targets_) target.column.reserve(rows);
}

void CsvTable::add_room(double times, Room& room) {
  for (Target& target : targets_) target.column.add_room(times, room);
}

void CsvTable::take_rows(Table& table) {
  table.rows = std::exchange(rows_, 0);
  table.first_line = first_line_;
  table.is_sparse = false;
  table.sparse = {};
  table.lines = std::exchange(lines_, {});
  table.groups = group_ ? group_->take_rows() : std::vector<std::int64_t>{};
  table.features.resize(unseen_cells_.size());
  table.kept.resize(kept_count_);
  Column weights;
  weights.numbers.swap(table.weights);
  std::size_t feature = 0, kept = 0;
  for (Target& target : targets_) {
    switch (target.role) {
      case Role::feature:
        target.column.take_rows(table.features[feature++]);
        break;
      case Role::label:
        target.column.take_rows(table.label);
        break;
      case Role::weight:
        target.column.take_rows(weights);
        break;
      case Role::kept:
        target.column.take_rows(table.kept[kept++]);
        break;
    }
  }
  table.weights.swap(weights.numbers);
}

void CsvTable::name_categories(Table& table, bool known_ones) const {
  std::size_t feature = 0;
  for (const Target& target : targets_) {
    if (target.role == Role::feature) {
      Column& column = table.features[feature++];
      if (!known_schema_ || known_ones) column.categories = target.column.categories();
    } else if (target.role == Role::label) {
      table.label.categories = target.column.categories();
    }
  }
}

void CsvTable::describe() {
  if (known_schema_) return;
  for (std::size_t i = 0; i < schema_.features.size(); ++i) {  // features are the first targets
    schema_.features[i].kind = targets_[i].column.kind();
    schema_.features[i].categories = targets_[i].column.categories();
    schema_.features[i].range = targets_[i].column.range();
  }
}

}  // namespace coppice
