#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/observer.hpp"
#include "bins/bin_params.hpp"
#include "bins/binned_file.hpp"
#include "coppice/console.hpp"
#include "data/reader.hpp"
#include "data/row_texts.hpp"
#include "grow/grow_params.hpp"
#include "model/model.hpp"

namespace coppice {

/// Loads a binned file, and refuses it where the file that it was made from has changed since.
BinnedData open_binned(const std::string& path, Observer& observer);

/// Throws an input error where a parameter of reading is given and is not the one that the file
/// was made with.
void check_binned_reading(const BinnedData& data, const ReadParams& read);
/// The same of all that training would have read and binned by.
void check_binned_training(const BinnedData& data, const ReadParams& read, const BinParams& bins,
                           const GrowParams& grow);
/// The parameters to store with a binned file.
std::vector<std::pair<std::string, std::string>> binning_parameters(const ReadParams& read,
                                                                    const BinParams& bins);

/// Turns the rows of a data file, a text or a binned one, into text (row_texts.hpp), and warns of
/// values that training did not see. `request.schema` is the model's. Returns the number of rows.
std::uint64_t turn_rows_into_text(const std::string& path, const ReadParams& read,
                                  const ReadRequest& request, const Model& model,
                                  const RowsToText& to, Console& console);

/// The rows of a data file, chunk by chunk, as a model wants them: of a text file, or of a binned
/// one.
class RowReader {
 public:
  /// `request.schema` is the model's.
  RowReader(const std::string& path, const ReadParams& read, const ReadRequest& request,
            const Model& model, Observer& observer);

  /// The next rows, false at the end.
  bool next(Table& chunk);
  /// Warns of values that training did not see, once `rows` rows have been read. (A binned file
  /// has none: its bins are the model's.)
  void warn_unseen(std::uint64_t rows, Console& console) const;

 private:
  std::string path_;
  std::optional<TableReader> text_;
  std::optional<BinnedData> binned_;
  std::size_t done_ = 0;
};

}  // namespace coppice
