// helios/exec/functions/json.hpp -- functions and operators of json and jsonb.
//
// Source    PostgreSQL 15's manual, 9.16
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

/// -> ->> ? @> <@ || - and what tells of a document: json_typeof, jsonb_array_length, jsonb_pretty.
HELIOS_DECL void add_json(function_list& to);
/// to_json, json_build_object, json_build_array and their jsonb twins.
HELIOS_DECL void add_json_building(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/json.ipp>
#include <helios/exec/functions/impl/json_building.ipp>
#endif
