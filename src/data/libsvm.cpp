#include "data/libsvm.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "data/byte_masks.hpp"
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
    piece.columns = std::make_unique_for_overwrite<std::uint32_t[]>(most_entries);
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
    for (const char* p = piece_.chunk.text.data(); p < last_; ++p, ++line_) {
      p = skip_blanks(p);
      if (*p != '\n' && *p != '#') p = parse_row(p);
      p = find_byte(p, last_, '\n');  // over a comment
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
  const char* parse_row(const char* p) {
    p = take_label(p);
    p = take_query(p);
    const std::size_t first = piece_.entries;
    p = take_ones(p);
    while (*p != '\n' && *p != '#') p = take_ones(take_entry(p));
    finish_entries(first);
    piece_.row_entries.push_back(piece_.entries - first);
    piece_.lines.push_back(line_);
    ++piece_.rows;
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

  /// As take_entry, for entries of a few digits and the value 1, as files of categories have
  /// them; ends at the first other one. The colons of 64 characters are found at once, so that
  /// where an entry begins does not wait for the digits of the one before it.
  const char* take_ones(const char* p) {
    constexpr std::size_t kMostDigits = 8;  // always below kHighestIndex
    std::uint32_t* const columns = piece_.columns.get();
    double* const values = piece_.values.get();
    std::size_t entries = piece_.entries;
    for (bool more = true; more;) {
      const TextBlock block(p);
      const std::uint64_t feeds = block.mask_of('\n'), in_line = (feeds & (0 - feeds)) - 1;
      const std::uint64_t colons = block.mask_of(':') & in_line;
      const std::uint64_t ends = block.mask_of(' ') | feeds;
      const std::uint64_t ones = colons & block.mask_of('1') >> 1 & ends >> 2;
      const std::uint64_t others = colons & ~ones;  // those of the last two characters too
      const std::size_t before = entries;
      std::size_t begin = 0;
      for (std::uint64_t left = ones & ((others & (0 - others)) - 1); left != 0; left &= left - 1) {
        const auto colon = static_cast<std::size_t>(std::countr_zero(left));
        const std::size_t digits = colon - begin;
        more = digits - 1 < kMostDigits;
        if (!more) break;
        const std::uint64_t word = (load_word(p + begin) ^ repeat('0')) << (64 - 8 * digits);
        const std::uint64_t index = detail::eight_digits(word);
        more = detail::mark_others(word) == 0 && index >= plan_.base;
        if (!more) break;
        columns[entries] = static_cast<std::uint32_t>(index) - plan_.base;
        values[entries] = 1;
        ++entries;
        begin = colon + 3;
      }
      more = more && entries > before;
      if (entries > before && p[begin - 1] == '\n') more = false, --begin;
      p += begin;
    }
    piece_.entries = entries;
    return skip_blanks(p);
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
    piece_.all_ones = piece_.all_ones && value == 1;
    piece_.columns[piece_.entries] = static_cast<std::uint32_t>(index) - plan_.base;
    piece_.values[piece_.entries] = value;
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
    piece_.lowest = std::min(piece_.lowest, *begin);
    piece_.highest = std::max(piece_.highest, *(end - 1));
    drop_high_columns(first);
  }

  void sort_entries(std::size_t first) {
    std::vector<std::pair<std::uint32_t, double>> entries;
    for (std::size_t i = first; i < piece_.entries; ++i) {
      entries.emplace_back(piece_.columns[i], piece_.values[i]);
    }
    const auto by_column = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::stable_sort(entries.begin(), entries.end(), by_column);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i > 0 && entries[i].first == entries[i - 1].first) {
        throw input_error("{}:{}: column {} is given twice in this line; give it once", plan_.file,
                          line_, entries[i].first + plan_.base);
      }
      piece_.columns[first + i] = entries[i].first;
      piece_.values[first + i] = entries[i].second;
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
  std::size_t finished_entries_ = 0;  ///< those of whole rows
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
