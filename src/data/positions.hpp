#pragma once

#include <cstddef>
#include <cstdint>

#include "data/table.hpp"

namespace coppice {

/// Where the columns of a training file without a header are in another file: at the same
/// places, or one to the left behind the label column where that is left out.
class Positions {
 public:
  /// `fields`: those of a line of the file.
  Positions(const Schema& schema, std::size_t fields)
      : label_(schema.label_position),
        lacks_label_(label_ >= 0 && fields + 1 == schema.file_columns),
        fits_(fields == schema.file_columns || lacks_label_) {}

  bool fits() const { return fits_; }
  bool has_label() const { return label_ >= 0 && !lacks_label_; }
  std::uint32_t of(std::uint32_t position) const {
    return position - (lacks_label_ && static_cast<std::int64_t>(position) > label_ ? 1 : 0);
  }

 private:
  std::int32_t label_;
  bool lacks_label_, fits_;
};

}  // namespace coppice
