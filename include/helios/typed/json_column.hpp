// helios/typed/json_column.hpp -- helios::json as a member: a column of type jsonb.
#pragma once

#include <helios/typed/column_type.hpp>
#include <helios/types/json.hpp>

namespace helios {

using types::json;

template <>
struct column_as<json> {
  static constexpr types::data_type type = types::type_id::jsonb;
};
/// Reads texts too.
template <>
struct conversion<json> {
  template <class Field>
  [[nodiscard]] static json read(Field const& from) {
    auto const text = from.template as<std::string_view>();
    return from.type().id == types::type_id::jsonb ? json(types::jsonb_view{text}) : json(text);
  }
  [[nodiscard]] static types::value write(json const& v) {
    return types::value::json(v.text(), types::type_id::jsonb);
  }
};

}  // namespace helios
