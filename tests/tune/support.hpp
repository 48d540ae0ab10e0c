#pragma once

#include "data/reader.hpp"

namespace coppice {

/// data/iris.csv, 150 rows of three species.
inline LoadedTable iris() {
  Observer silent;
  ReadParams read;
  read.label = "species";
  ReadRequest request;
  request.need_label = true;
  return read_table(COPPICE_DATA_DIR "/iris.csv", read, request, silent);
}

}  // namespace coppice
