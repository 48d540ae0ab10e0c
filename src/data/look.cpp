#include "data/look.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "data/chunks.hpp"
#include "data/field.hpp"
#include "data/numbers.hpp"
#include "data/scan.hpp"

namespace coppice {

namespace {

constexpr std::size_t kHeadBytes = std::size_t{1} << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// How well a delimiter cuts the first records.
struct Cut {
  char delimiter = ',';
  double agreement = 0;    ///< share of records with the most common number of fields
  std::size_t fields = 1;  ///< that number
  bool commas_in_numbers = false;
};

Cut try_delimiter(const Head& head, char delimiter) {
  constexpr std::size_t kRecords = 100;
  const std::vector<HeadRecord> records = head_records(head, delimiter, kRecords);
  std::map<std::size_t, std::size_t> counts;
  Cut cut;
  cut.delimiter = delimiter;
  for (const HeadRecord& record : records) {
    ++counts[record.fields.size()];
    cut.commas_in_numbers =
        cut.commas_in_numbers ||
        std::any_of(record.fields.begin(), record.fields.end(), is_number_with_comma);
  }
  std::size_t agreeing = 0;
  for (const auto& [fields, count] : counts) {
    if (count >= agreeing) agreeing = count, cut.fields = fields;
  }
  if (!records.empty() && cut.fields > 1) {
    cut.agreement = static_cast<double>(agreeing) / static_cast<double>(records.size());
  }
  return cut;
}

/// Reads a run of digits; false where there is none.
bool take_digits(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
  text.remove_prefix(n);
  return n > 0;
}

/// "12:0.5", an index and a number.
bool is_index_and_value(std::string_view token) {
  return take_digits(token) && token.starts_with(':') && is_number(token.substr(1));
}

std::vector<std::string_view> blank_separated(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  std::vector<std::string_view> tokens;
  for (std::size_t at = 0;;) {
    at = line.find_first_not_of(kBlanks, at);
    if (at == std::string_view::npos || line[at] == '#') return tokens;
    const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    tokens.push_back(line.substr(at, end - at));
    at = end;
  }
}

/// The cells of one column below the header, as far as its kind goes.
struct ColumnBelow {
  std::size_t numbers = 0, texts = 0;
  bool repeats_first = false;
};

ColumnBelow column_below(const std::vector<HeadRecord>& records, std::size_t column,
                         const MissingSpellings& missing) {
  ColumnBelow below;
  const std::string& first = records[0].fields[column];
  for (std::size_t r = 1; r < records.size(); ++r) {
    if (column >= records[r].fields.size()) continue;
    const std::string& cell = records[r].fields[column];
    if (cell == first) below.repeats_first = true;
    if (missing.contains(cell)) continue;
    ++(is_number(cell) ? below.numbers : below.texts);
  }
  return below;
}

/// Appends the fields of the record that starts at p; returns the begin of the next one.
const char* read_fields(const char* p, const char* last, char delimiter,
                        std::vector<std::string>& fields) {
  const bool blanks = delimiter == ' ';
  if (blanks) p = skip_separators(p);
  for (;; ++p) {
    const Field field = read_field(p, last, delimiter);
    if (fields.size() <= kMostFields) {
      fields.push_back(field.doubled ? without_doubled_quotes(field.text)
                                     : std::string(field.text));
    }
    p = field.end;
    if (blanks) p = skip_separators(p);
    if (at_line_end(p)) return after_line_end(p);
    if (blanks) --p;
  }
}

}  // namespace

Head::Head(Source& source, const std::string& name) {
  read(source);
  if (bytes_.starts_with(kByteOrderMark)) bytes_.erase(0, kByteOrderMark.size());
  if (bytes_.empty()) throw input_error("{}: the file is empty", name);
  check_text(name);
  if (whole_ && bytes_.back() != '\n') bytes_ += '\n';
  read_ = bytes_.size();
  size_ = bytes_.rfind('\n') + 1;  // npos + 1 is 0: no line ends here
  if (size_ == 0) {
    throw input_error("{}:1: the line is longer than {} MiB; is this a text file?", name,
                      kLongestRecord >> 20);
  }
  bytes_.append(kPadding, '\0');
}

void Head::read(Source& source) {
  const bool small = source.plain() && source.total() > 0 && source.total() < kHeadBytes;
  std::size_t wanted = small ? static_cast<std::size_t>(source.total()) + 1 : kHeadBytes;
  for (;; wanted *= 2) {
    bytes_.resize(wanted);
    read_ += read_fully(source, bytes_.data() + read_, wanted - read_);
    whole_ = read_ < wanted;
    if (whole_ || count_lines(bytes_.data(), read_) >= 2 || read_ > kLongestRecord) break;
  }
  bytes_.resize(read_);
}

void Head::check_text(const std::string& name) const {
  const std::size_t zero = bytes_.find('\0');
  if (zero != std::string::npos) {
    throw input_error("{}:{}: not text: it has a zero byte; name a CSV or LibSVM file", name,
                      1 + count_lines(bytes_.data(), zero));
  }
  const bool has_feed = bytes_.find('\n') != std::string::npos;
  if (!has_feed && bytes_.find('\r') < bytes_.size() - 1) {
    throw input_error(
        "{}: its lines end with carriage returns alone; convert it with tr '\\r' '\\n'", name);
  }
}

std::string Head::rest(std::size_t skipped) const {
  return bytes_.substr(skipped, read_ - skipped);
}

std::vector<HeadRecord> head_records(const Head& head, char delimiter, std::size_t most) {
  std::vector<HeadRecord> records;
  const char* const first = head.text().data();
  const char* const last = first + head.text().size();
  std::uint64_t line = 1;
  for (const char* p = first; p < last && records.size() < most;) {
    if (const char* const next = after_blank_line(p, delimiter)) {
      p = next, ++line;
      continue;
    }
    const char* const begin = p;
    HeadRecord record;
    p = read_fields(p, last, delimiter, record.fields);
    record.line = line;
    record.end = static_cast<std::size_t>(p - first);
    line += count_lines(begin, static_cast<std::size_t>(p - begin));
    record.end_line = line;
    records.push_back(std::move(record));
    if (p == last && !head.whole() && records.size() > 1) records.pop_back();
  }
  return records;
}

char named_delimiter(const std::string& parameter) {
  if (parameter == "auto") return 0;
  if (parameter == "tab" || parameter == "\\t") return '\t';
  if (parameter == "comma") return ',';
  if (parameter == "semicolon") return ';';
  if (parameter == "pipe") return '|';
  if (parameter == "space") return ' ';
  constexpr std::string_view kPartOfFields = "\"\n\r+-._";
  if (parameter.size() == 1) {
    const char c = parameter[0];
    const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (c > 0 && !letter && kPartOfFields.find(c) == std::string_view::npos) return c;
  }
  throw usage_error(
      "delimiter: '{}' cannot separate fields; use auto, tab, space, comma, semicolon, pipe or one "
      "ASCII character that is no letter, digit, quote, sign or point",
      parameter);
}

char look_for_delimiter(const Head& head) {
  Cut best;
  for (const char delimiter : {',', '\t', ';', '|'}) {
    const Cut cut = try_delimiter(head, delimiter);
    const bool better =
        cut.agreement != best.agreement ? cut.agreement > best.agreement : cut.fields > best.fields;
    // "1,5;2,5": commas within numbers are as regular as what separates the numbers.
    const bool comma_within = best.delimiter == ',' && cut.agreement >= best.agreement &&
                              cut.agreement > 0 && cut.commas_in_numbers;
    if (better || comma_within) best = cut;
  }
  constexpr double kHalf = 0.5;
  if (best.agreement > kHalf) return best.delimiter;
  // Blanks stand within texts as well, so they separate only where nothing else does.
  const Cut blanks = try_delimiter(head, ' ');
  return blanks.agreement > std::max(kHalf, best.agreement) ? ' ' : best.delimiter;
}

bool looks_like_libsvm(const Head& head) {
  constexpr int kLines = 20;
  bool has_pair = false;
  int seen = 0, fitting = 0;
  for (std::string_view text = head.text(); seen < kLines && !text.empty();) {
    const std::size_t end = text.find('\n');
    const std::vector<std::string_view> tokens = blank_separated(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (tokens.empty()) continue;
    ++seen;
    std::size_t first = is_number(tokens[0]) ? 1 : 0;
    if (first < tokens.size() && tokens[first].starts_with("qid:")) ++first;
    const bool fits = std::all_of(tokens.begin() + static_cast<std::ptrdiff_t>(first), tokens.end(),
                                  is_index_and_value);
    const bool names =
        !is_number(tokens[0]) && std::none_of(tokens.begin(), tokens.end(), is_index_and_value);
    if (seen == 1 && names) return false;
    fitting += fits ? 1 : 0;
    has_pair = has_pair || (fits && first < tokens.size());
  }
  return has_pair && 2 * fitting > seen;
}

bool looks_delimited(const Head& head) {
  const std::string_view line = head.text().substr(0, head.text().find('\n'));
  return line.find_first_of(",;\t") != std::string_view::npos &&
         line.find(':') == std::string_view::npos && !line.starts_with('#');
}

bool looks_like_header(const std::vector<HeadRecord>& records, const MissingSpellings& missing) {
  if (records.empty()) return false;
  const std::vector<std::string>& first = records[0].fields;
  std::size_t number_columns = 0, named_number_columns = 0;
  bool repeated = false;
  for (std::size_t column = 0; column < first.size(); ++column) {
    const ColumnBelow below = column_below(records, column, missing);
    repeated = repeated || below.repeats_first;
    if (below.numbers == 0 || below.numbers < below.texts) continue;
    ++number_columns;
    if (!missing.contains(first[column]) && !is_number(first[column])) ++named_number_columns;
  }
  if (number_columns > 0) return 2 * named_number_columns >= number_columns;
  const std::set<std::string> different(first.begin(), first.end());
  return !repeated && different.size() == first.size() &&
         std::none_of(first.begin(), first.end(), is_number);
}

}  // namespace coppice
