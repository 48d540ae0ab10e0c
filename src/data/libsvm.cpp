#include "data/libsvm.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "data/libsvm_lines.hpp"
#include "data/libsvm_ones.hpp"
#include "data/message.hpp"
#include "data/numbers.hpp"
#include "data/scan.hpp"

namespace coppice {

namespace {

constexpr std::uint64_t kHighestIndex = std::numeric_limits<std::int32_t>::max();

bool ends_token(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

const char* skip_blanks(const char* p) {
  while (*p == ' ' || *p == '\t' || *p == '\r') ++p;
  return p;
}

std::string_view token_at(const char* p) {
  const char* end = p;
  while (!ends_token(*end)) ++end;
  return {p, static_cast<std::size_t>(end - p)};
}

void prepare(LibsvmPiece& piece) {
  const std::size_t most_entries = piece.chunk.text.size() / 4 + 1;  // "1:1 " is the shortest
  if (most_entries > piece.capacity) {
    piece.columns = std::make_unique_for_overwrite<std::uint32_t[]>(most_entries + kSpareColumns);
    piece.values = std::make_unique_for_overwrite<double[]>(most_entries);
    piece.capacity = most_entries;
  }
  piece.rows = piece.entries = piece.cut_rows = 0;
  piece.lines.clear();
  piece.labels.clear();
  piece.queries.clear();
  piece.row_entries.clear();
  piece.lowest = std::numeric_limits<std::uint32_t>::max();
  piece.highest = 0;
  piece.all_ones = true;
}

class LibsvmParser {
 public:
  LibsvmParser(const LibsvmPlan& plan, LibsvmPiece& piece)
      : plan_(plan),
        piece_(piece),
        last_(piece.chunk.text.data() + piece.chunk.text.size()),
        line_(piece.chunk.first_line) {}

  void run() {
    for (const char* p = piece_.chunk.text.data(); p < last_;) {
      if (const char* const plain = parse_plain_rows(p); plain > p) {
        p = plain;
        continue;
      }
      p = skip_blanks(p);
      if (*p != '\n' && *p != '#') p = parse_row(p);
      p = find_byte(p, last_, '\n') + 1;  // over a comment
      ++line_;
    }
  }

  /// After a fault: leaves the rows before the faulty one.
  void drop_unfinished_row() {
    piece_.entries = finished_entries_;
    if (piece_.labels.size() > piece_.rows) piece_.labels.pop_back();
    std::size_t query_rows = 0;
    for (const LibsvmPiece::Query& query : piece_.queries) query_rows += query.rows;
    if (query_rows > piece_.rows && --piece_.queries.back().rows == 0) piece_.queries.pop_back();
  }

 private:
  /// As many rows as are plain, from the line at p on. Where one is not it is tried less often.
  const char* parse_plain_rows(const char* p) {
    constexpr int kMostLines = 64;
    if (lines_to_wait_ > 0) {
      --lines_to_wait_;
      return p;
    }
    // Lines without a qid are a fault where others have one.
    const char* const end =
        piece_.queries.empty() ? read_lines_of_ones(p, plan_, piece_, line_) : p;
    finished_entries_ = piece_.entries;
    wait_next_ = end > p ? 1 : std::min(2 * wait_next_, kMostLines);
    if (end == p) lines_to_wait_ = wait_next_;
    return end;
  }

  const char* parse_row(const char* p) {
    p = take_label(p);
    p = take_query(p);
    const std::size_t first = piece_.entries;
    // Where one entry is 1 those after it may be.
    for (last_value_ = 1;;) {
      if (last_value_ == 1) p = take_ones(p);
      if (*p == '\n' || *p == '#') break;
      p = take_entry(p);
    }
    finish_entries(first);
    piece_.end_row(first, line_);
    finished_entries_ = piece_.entries;
    return p;
  }

  /// The first token is the label, unless it has a colon.
  const char* take_label(const char* p) {
    double value = 0;
    const char* end = parse_decimal(p, last_, value);
    if (end == nullptr || !ends_token(*end)) {
      const std::string_view token = token_at(p);
      end = p + token.size();
      if (token.find(':') != std::string_view::npos) {
        if (!plan_.need_label) return p;
        fail(token, "the line has no label; put a number before the first entry");
      }
      if (read_number(token, value) != NumberClass::number) {
        fail(token, "the label is not a number; number the classes from 0");
      }
    }
    if (plan_.need_label && !std::isfinite(value)) {
      fail(token_at(p), "the label is missing or infinite; remove such lines or correct it");
    }
    if (plan_.need_label) piece_.labels.push_back(value);
    return skip_blanks(end);
  }

  const char* take_query(const char* p) {
    constexpr std::string_view kQuery = "qid:";
    const bool has_query = std::memcmp(p, kQuery.data(), kQuery.size()) == 0;
    if (!plan_.need_label) return has_query ? skip_blanks(p + token_at(p).size()) : p;
    if (has_query != !piece_.queries.empty() && piece_.rows > 0) {
      fail(token_at(p), "some lines have a qid and some have none; give each line one");
    }
    if (!has_query) return p;
    const std::string_view token = token_at(p);
    std::uint64_t id = 0;
    const char* const digits = p + kQuery.size();
    const char* const end = detail::read_digits(digits, id);
    constexpr std::ptrdiff_t kMostDigits = 18;
    if (end != p + token.size() || end == digits || end - digits > kMostDigits) {
      fail(token, "a qid is a whole number, at most 18 digits");
    }
    const auto query = static_cast<std::int64_t>(id);
    if (piece_.queries.empty() || piece_.queries.back().id != query) {
      piece_.queries.push_back({query, 0, line_});
    }
    ++piece_.queries.back().rows;
    return skip_blanks(end);
  }

  const char* take_ones(const char* p) {
    const OnesRead ones = read_ones(p, plan_.base, piece_.columns.get() + piece_.entries);
    piece_.entries += ones.entries;
    piece_.spell_ones(piece_.entries - ones.entries);
    return skip_blanks(ones.end);
  }

  const char* take_entry(const char* p) {
    std::uint64_t index = 0;
    const char* const colon = detail::read_digits(p, index);
    const std::ptrdiff_t digits = colon - p;
    constexpr std::ptrdiff_t kMostDigits = 10;
    if (digits == 0 || *colon != ':') fail_index(p);
    if (digits > kMostDigits || index > kHighestIndex) {
      fail(token_at(p), "a column number is at most 2147483647");
    }
    if (index < plan_.base) {
      fail(token_at(p),
           "column 0 in a file for a model whose columns count from 1; add 1 to each number");
    }
    double value = 0;
    const char* end = parse_decimal(colon + 1, last_, value);
    if (end == nullptr || !ends_token(*end)) end = take_unusual_value(p, colon + 1, value);
    if (piece_.all_ones && value != 1) {
      piece_.all_ones = false;
      piece_.spell_ones(0);
    }
    piece_.columns[piece_.entries] = static_cast<std::uint32_t>(index) - plan_.base;
    if (!piece_.all_ones) piece_.values[piece_.entries] = value;
    last_value_ = value;
    ++piece_.entries;
    return skip_blanks(end);
  }

  const char* take_unusual_value(const char* entry, const char* p, double& value) {
    const std::string_view token = token_at(p);
    switch (read_number(token, value)) {
      case NumberClass::number:
        break;
      case NumberClass::overflow:
        fail(token_at(entry), "the value is beyond the range of a double");
      case NumberClass::text:
        fail(token_at(entry), "the value is not a number; use nan for a missing one");
    }
    return p + token.size();
  }

  /// Sorts the entries of a row from `first` on and drops those that the plan does not want.
  void finish_entries(std::size_t first) {
    if (piece_.entries == first) return;
    const std::uint32_t* const begin = piece_.columns.get() + first;
    const std::uint32_t* const end = piece_.columns.get() + piece_.entries;
    if (std::adjacent_find(begin, end, std::greater_equal<>()) != end) sort_entries(first);
    piece_.see_columns(*begin, *(end - 1));
    drop_high_columns(first);
  }

  void sort_entries(std::size_t first) {
    std::vector<std::pair<std::uint32_t, double>> entries;
    for (std::size_t i = first; i < piece_.entries; ++i) {
      entries.emplace_back(piece_.columns[i], piece_.all_ones ? 1.0 : piece_.values[i]);
    }
    const auto by_column = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::stable_sort(entries.begin(), entries.end(), by_column);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i > 0 && entries[i].first == entries[i - 1].first) {
        throw input_error("{}:{}: column {} is given twice in this line; give it once", plan_.file,
                          line_, entries[i].first + plan_.base);
      }
      piece_.columns[first + i] = entries[i].first;
      if (!piece_.all_ones) piece_.values[first + i] = entries[i].second;
    }
  }

  void drop_high_columns(std::size_t first) {
    const std::size_t before = piece_.entries;
    while (piece_.entries > first && piece_.columns[piece_.entries - 1] >= plan_.columns) {
      --piece_.entries;
    }
    if (piece_.entries < before) ++piece_.cut_rows;
  }

  [[noreturn]] void fail(std::string_view token, const char* reason) const {
    throw input_error("{}:{}: {}: {}", plan_.file, line_, shown(token), reason);
  }
  [[noreturn]] void fail_index(const char* p) const {
    const std::string_view token = token_at(p);
    if (token.starts_with('-')) fail(token, "a column number is negative");
    if (token.starts_with("qid:")) fail(token, "a qid stands right after the label");
    fail(token, "expected index:value");
  }

  const LibsvmPlan& plan_;
  LibsvmPiece& piece_;
  const char* const last_;
  std::uint64_t line_;
  std::size_t finished_entries_ = 0;       ///< those of whole rows
  double last_value_ = 1;                  ///< of the entry before
  int lines_to_wait_ = 0, wait_next_ = 1;  ///< before plain rows are tried again
};

}  // namespace

void parse_libsvm(const LibsvmPlan& plan, LibsvmPiece& piece) {
  prepare(piece);
  LibsvmParser parser(plan, piece);
  try {
    parser.run();
  } catch (...) {
    parser.drop_unfinished_row();
    throw;
  }
}

}  // namespace coppice
