// helios/api/impl/dump.ipp -- see helios/api/dump.hpp
#pragma once

#include <helios/api/dump.hpp>
#include <helios/exec/column.hpp>
#include <helios/sql/definition_text.hpp>
#include <helios/sql/print.hpp>
#include <helios/types/value_text.hpp>

#include <algorithm>
#include <ostream>
#include <set>

namespace helios::api {

namespace detail {

/// A statement of INSERT ends behind so many bytes: parsers and terminals like short ones.
inline constexpr std::size_t insert_bytes = std::size_t{16} << 10;

inline void append_literal(std::string& out, types::value const& v) {
  if (v.is_null()) {
    out += "NULL";
    return;
  }
  switch (v.type()) {
    case types::type_id::boolean: out += v.as<bool>() ? "true" : "false"; return;
    case types::type_id::int2:
    case types::type_id::int4:
    case types::type_id::int8:
    case types::type_id::numeric: types::print(v, out); return;
    default: out += sql::quote_string(types::to_text(v)); return;  // read as its column's type
  }
}

class dumper {
 public:
  dumper(std::shared_ptr<instance> const& in, std::string const& branch, scn at, std::ostream& into)
      : in_(in.get()),
        rows_(in, at_commit(branch, at)),
        state_(in->engine->as_of(rows_.branch_number(), at)),
        reader_(state_->root(), in->engine->space(), in->definitions),
        text_(reader_),
        into_(&into) {}

  void run() {
    std::vector<catalog::sequence_ptr> sequences;
    std::vector<catalog::view_ptr> views;
    std::vector<catalog::enumeration_ptr> enumerations;
    say("BEGIN");
    bool has_public = false;
    reader_.each([&](catalog::object_row const& o) {
      if (o.kind == catalog::object_kind::schema) {
        bool const is_public = o.name == "public";
        has_public = has_public || is_public;
        if (!is_public) say("CREATE SCHEMA " + sql::quote_name(o.name));
      }
      if (o.kind == catalog::object_kind::sequence)
        sequences.push_back(reader_.find_sequence(o.id));
      if (o.kind == catalog::object_kind::type)
        enumerations.push_back(reader_.find_enumeration(o.id));
      if (o.kind == catalog::object_kind::view) views.push_back(reader_.find_view(o.id));
    });
    // Not by age, which is another in the copy.
    std::sort(sequences.begin(), sequences.end(), [&](auto const& a, auto const& b) {
      return text_.name(a->schema, a->name) < text_.name(b->schema, b->name);
    });
    if (!has_public) say("DROP SCHEMA public");
    for (auto const& e : enumerations) say(text_.create(*e));
    std::vector<catalog::table_ptr> const tables = reader_.tables();
    for (auto const& s : sequences) {
      if (!made_by_column(*s)) say(text_.create(*s));
    }
    for (auto const& t : tables) say(text_.create(*t));
    for (auto const& s : sequences) adjust(*s);
    for (auto const& t : tables) insert_rows(*t);
    for (auto const& t : tables) create_indexes(*t);
    for (auto const& t : tables) create_foreign_keys(*t);
    create_views(views);
    for (auto const& s : sequences) set_value(*s);
    say("COMMIT");
    into_->flush();
    if (!*into_) throw error(errc::io_error, "could not write the dump");
  }

 private:
  [[nodiscard]] static session_options at_commit(std::string const& branch, scn at) {
    session_options options;
    options.branch = branch;
    options.as_of = at;
    return options;
  }

  void say(std::string const& statement) { *into_ << statement << ";\n"; }

  /// The column a sequence belongs to, or nothing.
  [[nodiscard]] catalog::column_definition const* column_of(catalog::sequence_definition const& s,
                                                            catalog::table_ptr& table) const {
    table = s.owner == catalog::no_object ? nullptr : reader_.find_table(s.owner);
    if (!table || table->find_column(s.owner_column) == catalog::table_definition::npos)
      return nullptr;
    return &table->column(s.owner_column);
  }
  /// CREATE TABLE makes the sequences of serial and identity columns.
  [[nodiscard]] bool made_by_column(catalog::sequence_definition const& s) const {
    catalog::table_ptr table;
    catalog::column_definition const* const c = column_of(s, table);
    return c != nullptr && c->sequence == s.id &&
           (c->identity != catalog::identity_kind::none || text_.is_serial(*table, *c));
  }

  /// What CREATE TABLE cannot say of a sequence.
  void adjust(catalog::sequence_definition const& s) {
    catalog::table_ptr table;
    catalog::column_definition const* const c = column_of(s, table);
    if (c == nullptr) return;
    std::string const own_name = text_.name(s.schema, s.name);
    if (!made_by_column(s)) {
      say("ALTER SEQUENCE " + own_name + " OWNED BY " + text_.name(table->schema, table->name) +
          "." + sql::quote_name(c->name));
    } else if (c->identity == catalog::identity_kind::none) {
      catalog::sequence_definition unbounded = s;
      if (s.maximum == greatest(c->type.id)) {
        unbounded.maximum = catalog::sequence_definition().maximum;
      }
      std::string const options = text_.options(unbounded);
      if (!options.empty()) say("ALTER SEQUENCE " + own_name + options);
    }
  }
  [[nodiscard]] static std::int64_t greatest(types::type_id of) noexcept {
    return of == types::type_id::int2   ? std::numeric_limits<std::int16_t>::max()
           : of == types::type_id::int4 ? std::numeric_limits<std::int32_t>::max()
                                        : std::numeric_limits<std::int64_t>::max();
  }

  void set_value(catalog::sequence_definition const& s) {
    std::uint64_t const drawn = in_->engine->last_id(s.counter);
    if (drawn == 0) return;
    say("SELECT setval(" + sql::quote_string(text_.name(s.schema, s.name)) + ", " +
        std::to_string(catalog::last_value(s, drawn)) + ")");
  }

  void insert_rows(catalog::table_definition const& t) {
    std::string columns;
    bool overriding = false;
    for (catalog::column_definition const& c : t.columns) {
      if (c.generated_text) continue;
      columns += (columns.empty() ? "" : ", ") + sql::quote_name(c.name);
      overriding = overriding || c.identity == catalog::identity_kind::always;
    }
    if (columns.empty()) return;
    std::string const table = text_.name(t.schema, t.name);
    std::string const head = "INSERT INTO " + table + " (" + columns + ")" +
                             (overriding ? " OVERRIDING SYSTEM VALUE" : "") + " VALUES";
    outcome const all = rows_.run(parse("SELECT " + columns + " FROM " + table).front());
    exec::batch batch;
    std::string statement;
    auto const flush = [&] {
      if (!statement.empty()) say(statement);
      statement.clear();
    };
    while (all.stream->next(batch)) {
      for (std::uint32_t k = 0; k != batch.count(); ++k) {
        statement += statement.empty() ? head + "\n  (" : ",\n  (";
        for (std::size_t i = 0; i != batch.columns.size(); ++i) {
          if (i != 0) statement += ", ";
          append_literal(statement, exec::value_at(batch.columns[i], batch.rows[k]));
        }
        statement += ')';
        if (statement.size() > insert_bytes) flush();
      }
    }
    flush();
  }

  void create_indexes(catalog::table_definition const& t) {
    for (catalog::index_definition const& index : t.indexes) {
      bool const of_constraint =
          std::ranges::any_of(t.constraints, [&](auto const& c) { return c.index == index.id; });
      if (!of_constraint) say(text_.create(t, index));
    }
  }
  void create_foreign_keys(catalog::table_definition const& t) {
    for (catalog::constraint_definition const& c : t.constraints) {
      if (c.kind != catalog::constraint_kind::foreign_key) continue;
      say("ALTER TABLE " + text_.name(t.schema, t.name) + " ADD CONSTRAINT " +
          sql::quote_name(c.name) + " " + text_.constraint(t, c));
    }
  }

  /// A view behind those it reads.
  void create_views(std::vector<catalog::view_ptr> const& views) {
    std::set<catalog::object_id> made;
    auto const make = [&](auto const& self, catalog::view_definition const& v) -> void {
      if (!made.insert(v.id).second) return;
      for (catalog::object_id const id : v.reads) {
        if (catalog::view_ptr const below = reader_.find_view(id)) self(self, *below);
      }
      say(text_.create(v));
    };
    for (auto const& v : views) make(make, *v);
  }

  instance* in_;
  session rows_;
  history::version_ptr state_;
  catalog::catalog_reader reader_;
  sql::definition_text text_;
  std::ostream* into_;
};

}  // namespace detail

void dump(std::shared_ptr<instance> const& in, std::string const& branch, scn at,
          std::ostream& into) {
  detail::dumper(in, branch, at, into).run();
}

}  // namespace helios::api
