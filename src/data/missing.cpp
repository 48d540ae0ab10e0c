#include "data/missing.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "data/numbers.hpp"

namespace coppice {

const std::vector<std::string>& usual_missing_spellings() {
  static const std::vector<std::string> spellings = {"",     "NA",   "na",   "N/A",  "n/a",  "NaN",
                                                     "nan",  "NAN",  "-NaN", "-nan", "NULL", "null",
                                                     "Null", "None", "none", "NONE", "?",    "-"};
  return spellings;
}

MissingSpellings::MissingSpellings(std::vector<std::string> spellings)
    : spellings_(std::move(spellings)) {
  for (const std::string& spelling : spellings_) {
    double value = 0;
    if (read_number(spelling, value) == NumberClass::number && !std::isnan(value)) {
      numbers_.push_back(value);
    }
    longest_ = std::max(longest_, spelling.size());
  }
}

bool MissingSpellings::contains(std::string_view text) const {
  if (text.empty()) return true;
  if (text.size() <= longest_ &&
      std::find(spellings_.begin(), spellings_.end(), text) != spellings_.end()) {
    return true;
  }
  double value = 0;
  return !numbers_.empty() && read_number(text, value) == NumberClass::number &&
         std::find(numbers_.begin(), numbers_.end(), value) != numbers_.end();
}

}  // namespace coppice
