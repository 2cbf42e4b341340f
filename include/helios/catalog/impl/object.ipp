// helios/catalog/impl/object.ipp -- rows of the two catalog trees.
#pragma once

#include <helios/catalog/object.hpp>

#include <helios/storage/long_value.hpp>

namespace helios::catalog {

std::string_view word(object_kind kind) noexcept {
  switch (kind) {
    case object_kind::schema: return "schema";
    case object_kind::table: return "table";
    case object_kind::index: return "index";
    case object_kind::view: return "view";
    case object_kind::sequence: return "sequence";
    case object_kind::type: return "type";
  }
  HELIOS_UNREACHABLE();
}

storage::shape const& objects_shape() {
  static storage::shape const form(storage::key_kind::int64,
                                   {{column_id{1}, physical_type::int16},
                                    {column_id{2}, physical_type::int64},
                                    {column_id{3}, physical_type::bytes},
                                    {definition_column, physical_type::bytes}});
  return form;
}

storage::shape const& names_shape() {
  static storage::shape const form(storage::key_kind::bytes,
                                   {{column_id{1}, physical_type::int64}});
  return form;
}

bytes encode(object_row const& row) {
  storage::row_builder b(objects_shape());
  b.add_value(static_cast<std::int16_t>(row.kind))
      .add_value(static_cast<std::int64_t>(raw(row.schema)))
      .add(storage::cell_of(std::string_view(row.name)))
      .add(storage::cell_of(byte_view(row.definition)));
  return {b.image().begin(), b.image().end()};
}

object_kind kind_in(storage::stored_row const& row) {
  storage::cell const kind = row.at(0);
  auto const number = kind.null ? std::int16_t{0} : kind.as<std::int16_t>();
  if (number < 1 || number > static_cast<std::int16_t>(object_kind::type))
    throw error(errc::data_corrupted, "the catalog has an object of an unknown kind");
  return static_cast<object_kind>(number);
}

object_id id_in(storage::stored_row const& name) {
  storage::cell const id = name.at(0);
  if (id.null) throw error(errc::data_corrupted, "a name in the catalog leads nowhere");
  return static_cast<object_id>(id.as<std::int64_t>());
}

object_row read_object(storage::key_view const& key, storage::stored_row const& row) {
  for (std::size_t i = 0; i != 4; ++i) {
    if (row.at(i).null) throw error(errc::data_corrupted, "the catalog has an incomplete row");
  }
  object_row r;
  r.id = static_cast<object_id>(key.number);
  r.kind = kind_in(row);
  r.schema = static_cast<object_id>(row.at(1).as<std::int64_t>());
  r.name = as_text(storage::content_of(row, 2).data);
  storage::content const definition = storage::content_of(row, 3);
  r.definition.assign(definition.data.begin(), definition.data.end());
  return r;
}

bytes name_key(name_class in, object_id schema, std::string_view name) {
  bytes key;
  byte_writer w(key);
  w.put(in);
  w.put(__builtin_bswap64(raw(schema)));
  w.put_bytes(as_bytes(name));
  return key;
}

bytes name_image(object_id id) {
  storage::row_builder b(names_shape());
  b.add_value(static_cast<std::int64_t>(raw(id)));
  return {b.image().begin(), b.image().end()};
}

}  // namespace helios::catalog
