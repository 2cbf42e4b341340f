// helios/catalog/object.hpp -- what the catalog is made of: objects by id, and names that lead to
// them.
//
// Shape     tree 1, objects   int64 object id -> kind int16, schema int64, name bytes,
//                             definition bytes (catalog/table.hpp and its neighbours)
//           tree 2, names     class u8, schema u64 big-endian, name -> object id int64
//           An object's name is a cell of its own, so that a rename and another change of one
//           table merge.
// Holds     (O1) every object but an index's or a primary key's has a row of its own; those of
//           indexes hold their table's id
//           (O2) a name leads to one object, and each object has the name that leads to it. Two
//           transactions that create one name write one key, so that one of them loses.
// Threads   stateless
// Errors    XX001 rows that no catalog wrote
#pragma once

#include <helios/base/ids.hpp>
#include <helios/storage/key.hpp>
#include <helios/storage/tree.hpp>

#include <string>
#include <string_view>

namespace helios::catalog {

/// Number of a schema, table, index, constraint, view, sequence or type. From the engine's counter
/// of objects, so no two branches give one number to two things.
enum class object_id : std::uint64_t {};
inline constexpr object_id no_object{};
/// The schema that every database has. It may be renamed or dropped like any other.
inline constexpr object_id public_schema{1};
/// Ids below are for what a database is born with.
inline constexpr std::uint64_t first_object = 1024;

inline constexpr tree_id objects_tree{1};
inline constexpr tree_id names_tree{2};

/// The numbers are part of the file format.
enum class object_kind : std::uint8_t {
  schema = 1,
  table = 2,
  index = 3,
  view = 4,
  sequence = 5,
  type = 6
};

/// "table", "view": as messages say it.
[[nodiscard]] HELIOS_DECL std::string_view word(object_kind kind) noexcept;

struct object_row {
  object_id id{};
  object_kind kind{};
  object_id schema{};
  std::string name;
  bytes definition;
  friend bool operator==(object_row const&, object_row const&) = default;
};

[[nodiscard]] HELIOS_DECL storage::shape const& objects_shape();
[[nodiscard]] HELIOS_DECL storage::shape const& names_shape();
/// The column of objects_shape() that holds definitions.
inline constexpr column_id definition_column{4};

[[nodiscard]] HELIOS_DECL bytes encode(object_row const& row);
[[nodiscard]] HELIOS_DECL object_kind kind_in(storage::stored_row const& row);
/// The object that a row of the names leads to.
[[nodiscard]] HELIOS_DECL object_id id_in(storage::stored_row const& name);
[[nodiscard]] HELIOS_DECL object_row read_object(storage::key_view const& key,
                                                 storage::stored_row const& row);
[[nodiscard]] inline storage::key_view key_of(object_id id) noexcept {
  return static_cast<std::int64_t>(raw(id));
}

/// Tables, indexes, views and sequences of a schema share their names; schemas and types have their
/// own.
enum class name_class : std::uint8_t { schema = 1, relation = 2, type = 3 };
[[nodiscard]] constexpr name_class class_of(object_kind kind) noexcept {
  return kind == object_kind::schema ? name_class::schema
         : kind == object_kind::type ? name_class::type
                                     : name_class::relation;
}
[[nodiscard]] HELIOS_DECL bytes name_key(name_class in, object_id schema, std::string_view name);
[[nodiscard]] HELIOS_DECL bytes name_image(object_id id);

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/object.ipp>
#endif
