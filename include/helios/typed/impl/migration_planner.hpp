// helios/typed/impl/migration_planner.hpp -- a migration in the making.
//
// Shape     each table that is there is copied with the names it will have (place::after), so that
//           what is compared is called alike; steps carry their phase and are put in order at last
#pragma once

#include <helios/typed/impl/stored_tables.hpp>
#include <helios/typed/migration_plan.hpp>

#include <map>
#include <optional>
#include <vector>

namespace helios::typed::migrating {

/// In the order in which steps are done.
enum class phase {
  create_type,
  add_label,
  rename_table,
  rename_column,
  drop_reference,
  drop_index,
  drop_constraint,
  rename_constraint,
  create_table,
  drop_generated,
  drop_default,
  add_column,
  change_type,
  fill,
  nullability,
  set_default,
  add_generated,
  drop_column,
  add_key,
  add_check,
  add_index,
  add_reference
};

class migration_planner {
 public:
  migration_planner(std::span<table_schema const> wanted, std::span<migration_choice const> choices,
                    stored_tables& in)
      : wanted_(wanted.begin(), wanted.end()), choices_(choices), in_(&in) {}

  [[nodiscard]] HELIOS_DECL std::vector<migration_step> run();

 private:
  using column = table_schema::column;
  using stored_column = catalog::column_definition;
  using stored_constraint = catalog::constraint_definition;
  using choice = migration_choice::type;

  /// A table that is there, and the one that it becomes.
  struct place {
    table_schema const* wanted;
    catalog::table_ptr before, after;  // the same but for names
    std::string name, old_name;        // quoted
  };
  struct ordered_step {
    phase when;
    migration_step step;
  };

  // migration_types.ipp
  /// Gives the columns of enumerations that are there their types.
  HELIOS_DECL void find_types();
  HELIOS_DECL void add_labels(enum_schema const& wanted, types::enumeration const& stored);

  // migration_plan.ipp
  HELIOS_DECL void find_tables();
  HELIOS_DECL void create(table_schema const& table);
  HELIOS_DECL void add_index(table_schema const& table, table_schema::key const& k);
  HELIOS_DECL void add_reference(table_schema const& table, table_schema::reference const& r);
  [[nodiscard]] HELIOS_DECL catalog::table_ptr rename_columns(place const& t);
  void add(phase when, std::string sql, std::string text) {
    steps_.push_back({when, {std::move(sql), std::move(text), {}, {}}});
  }
  /// A step that is done if a choice is made.
  HELIOS_DECL void add_chosen(bool chosen, phase when, migration_step step);
  [[nodiscard]] HELIOS_DECL migration_choice const* find(choice what, place const& t,
                                                         std::string_view name) const;
  [[nodiscard]] HELIOS_DECL static std::string hint(std::string_view choice, place const& t,
                                                    std::string_view name,
                                                    std::string_view argument = {});
  [[nodiscard]] static std::string alter(place const& t) { return "ALTER TABLE " + t.name + ' '; }

  // migration_columns.ipp
  HELIOS_DECL void columns(place const& t);
  HELIOS_DECL void add_column(place const& t, column const& c);
  HELIOS_DECL void drop_column(place const& t, stored_column const& old, bool derived);
  HELIOS_DECL void change_column(place const& t, column const& c, stored_column const& old);
  HELIOS_DECL void change_type(place const& t, column const& c, stored_column const& old);
  HELIOS_DECL void require_values(place const& t, column const& c);
  HELIOS_DECL void change_default(place const& t, column const& c, stored_column const& old);
  [[nodiscard]] HELIOS_DECL std::optional<std::string> default_of(stored_column const& c) const;
  [[nodiscard]] HELIOS_DECL bool is_computed_anew(place const& t, column const& c,
                                                  stored_column const& old) const;

  // migration_keys.ipp
  HELIOS_DECL void keys(place const& t);
  HELIOS_DECL void indexes(place const& t);
  HELIOS_DECL void checks(place const& t);
  HELIOS_DECL void references(place const& t);
  HELIOS_DECL void drop(place const& t, stored_constraint const& c, phase when);
  HELIOS_DECL void rename(place const& t, stored_constraint const& c, std::string const& name);
  [[nodiscard]] HELIOS_DECL std::vector<std::string> used_by(place const& t,
                                                             stored_constraint const& c) const;
  [[nodiscard]] HELIOS_DECL std::vector<std::string> used_by(
      place const& t, catalog::index_definition const& i) const;
  /// One of them is dropped and made again: what stands on it goes, too.
  [[nodiscard]] HELIOS_DECL bool any_anew(place const& t,
                                          std::vector<std::string> const& columns) const;
  /// One of them goes, and the program says so.
  [[nodiscard]] HELIOS_DECL bool any_goes(place const& t,
                                          std::vector<std::string> const& columns) const;
  [[nodiscard]] HELIOS_DECL bool equal(place const& t, table_schema::reference const& r,
                                       stored_constraint const& c) const;
  [[nodiscard]] HELIOS_DECL static std::vector<std::string> names(
      catalog::table_definition const& t, std::vector<column_id> const& columns);
  /// With the names that it will have.
  [[nodiscard]] HELIOS_DECL catalog::table_ptr table(std::string_view name) const;
  [[nodiscard]] HELIOS_DECL catalog::table_ptr table(catalog::object_id id) const;

  std::vector<table_schema> wanted_;
  std::span<migration_choice const> choices_;
  stored_tables* in_;
  std::vector<place> places_;
  std::vector<ordered_step> steps_;
};

}  // namespace helios::typed::migrating
