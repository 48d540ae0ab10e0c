#include "coppice/row_writer.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/parallel.hpp"

namespace coppice {

namespace {

bool plain_in_json(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') return false;  // c < 0: not ASCII
  }
  return true;
}

/// The cells of one row, appended to a text.
class CellText {
 public:
  CellText(std::string& text, RowFormat format, int precision)
      : text_(text), json_(format == RowFormat::jsonl), precision_(precision) {}

  void append(std::span<const double> cells, std::size_t row) {
    const double value = cells[row];
    if (json_ && !std::isfinite(value)) {
      text_ += "null";
      return;
    }
    char digits[40];
    const auto end = precision_ > 0 ? std::to_chars(digits, digits + sizeof digits, value,
                                                    std::chars_format::general, precision_)
                                    : std::to_chars(digits, digits + sizeof digits, value);
    text_.append(digits, end.ptr);
  }

  void append(std::span<const std::int32_t> cells, std::size_t row) {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, cells[row]);
    text_.append(digits, end.ptr);
  }

  void append(const TextCells& cells, std::size_t row) {
    const std::int32_t code = cells.codes[row];
    if (code < 0) {
      if (json_) text_ += "null";
      return;
    }
    const std::string& cell = cells.texts[static_cast<std::size_t>(code)];
    if (json_ && plain_in_json(cell)) {
      text_ += '"';
      text_ += cell;
      text_ += '"';
    } else {
      text_ += json_ ? json_string(cell) : csv_field(cell);
    }
  }

 private:
  std::string& text_;
  bool json_;
  int precision_;
};

}  // namespace

std::string json_string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string csv_field(std::string_view text) {
  const bool outer_blank = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!outer_blank && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

RowText::RowText(RowFormat format, int precision, const std::vector<std::string>& names)
    : format_(format), precision_(precision) {
  const bool json = format == RowFormat::jsonl;
  for (const std::string& name : names) {
    const bool first = before_.empty();
    before_.push_back(json ? fmt::format("{}{}:", first ? "{" : ",", json_string(name))
                           : std::string(first ? "" : ","));
    if (!json) header_ += before_.back() + csv_field(name);
  }
  after_ = json ? "}\n" : "\n";
  if (!json) header_ += after_;
}

std::string RowText::of(const std::vector<OutputColumn>& columns, std::size_t begin,
                        std::size_t end) const {
  std::string text;
  CellText cell_text(text, format_, precision_);
  for (std::size_t row = begin; row < end; ++row) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      text += before_[c];
      std::visit([&](const auto& cells) { cell_text.append(cells, row); }, columns[c]);
    }
    text += after_;
  }
  return text;
}

void write_csv(const std::vector<std::string>& names, const std::vector<OutputColumn>& columns,
               std::size_t rows, AtomicFile& out) {
  constexpr std::size_t kBlock = 2048;
  const RowText row_text(RowFormat::csv, 0, names);
  out.write(row_text.header());
  std::vector<std::string> blocks((rows + kBlock - 1) / kBlock);
  parallel_blocks(rows, kBlock, [&](std::size_t begin, std::size_t end) {
    blocks[begin / kBlock] = row_text.of(columns, begin, end);
  });
  for (const std::string& block : blocks) out.write(block);
}

}  // namespace coppice
