#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coppice {

/// The spellings that are missing values where the user names none.
const std::vector<std::string>& usual_missing_spellings();

/// Tells missing values from others. An empty field is always missing; a spelling that is a
/// number (-999) stands for all spellings of that number.
class MissingSpellings {
 public:
  explicit MissingSpellings(std::vector<std::string> spellings);

  bool contains(std::string_view text) const;
  /// Numbers that mean missing; empty but where the user named some.
  const std::vector<double>& numbers() const { return numbers_; }
  const std::vector<std::string>& spellings() const { return spellings_; }

 private:
  std::vector<std::string> spellings_;
  std::vector<double> numbers_;
  std::size_t longest_ = 0;
};

}  // namespace coppice
