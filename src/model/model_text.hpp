#pragma once

#include <string>
#include <string_view>

#include "data/table.hpp"
#include "loss/objective.hpp"
#include "model/json_reader.hpp"
#include "model/json_writer.hpp"

// The pieces of the model file (docs/model-format.md) that its writer and its reader share.

namespace coppice {

inline constexpr std::string_view kModelFormat = "coppice-model";
inline constexpr int kModelVersion = 1;

/// What ends the text of a model: the checksum, `hash`, of all that stands before it.
std::string model_seal(std::uint64_t hash);
/// Ends the text so.
std::string seal_model_text(std::string body);
/// Throws a ModelFault where that end is cut off or its checksum differs.
void check_model_seal(std::string_view text);

/// A number that need not be finite: NaN and infinities are the texts "nan", "inf" and "-inf".
void write_extended(JsonWriter& json, double value);
double read_extended(JsonReader& json);

void write_schema(JsonWriter& json, const Schema& schema);
Schema read_schema(JsonReader& json);
void write_objective(JsonWriter& json, const Objective& objective);
/// `classes` is the number of class names, 0 for regression.
Objective read_objective(JsonReader& json, std::size_t classes);

}  // namespace coppice
