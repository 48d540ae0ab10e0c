#pragma once

#include "bins/binned_table.hpp"
#include "bins/byte_stream.hpp"
#include "data/table.hpp"

// The parts of a binned file that tell of bins; inside the module. Each reader checks what it
// reads: edges against the schema, the layout against the edges, cells against the layout. Of the
// layout only the order of features is stored, and the places are found again as they were found
// when the table was made (PanelLayout), so that they cannot be wrong.

namespace coppice {

void write_edges(ByteWriter& out, const BinEdges& edges);
BinEdges read_edges(ByteReader& in, const Schema& schema);

void write_layout(ByteWriter& out, const BinnedTable& table);
/// A dense table has a cell for each bin, a sparse one none for the default bin.
void read_layout(ByteReader& in, BinnedTable& table, std::size_t rows, bool sparse_rows);

void write_cells(ByteWriter& out, const BinnedTable& table);
void read_cells(ByteReader& in, BinnedTable& table);

}  // namespace coppice
