// helios/catalog/merge_objects.hpp -- which objects a merge of branches has, and as whose they are:
// decided before a row is merged.
//
// Shape     an object is one thing: its definition and its name, and of a table its rows and
//           indexes, too
//
//             changed on one side               as it is there
//             changed on both                   part by part (table_merge.hpp); what contradicts
//                                               itself is as the winner has it, a conflict
//             dropped, and changed or written   as the winner has it, or gone: a conflict
//             two that claim one name           the winner's has it; the other has the name that it
//                                               has there, or is not taken over: a conflict
//             a serial column's sequence of     the loser's takes the next name that is free
//             a taken name
//             gone, but what the winner has     stays as the winner has it: a conflict
//             needs it
//             a sequence of a table's columns   the winner's where the definition is
//
//             an expression means nothing       the types and the table that it is of are the
//                                               winner's: a conflict
//
//           Texts of views and expressions are looked at for names of columns, types and labels
//           (merge_texts.hpp); those of tables are bound, too, where neither side has them so.
//
//           The winner's own state has no contradictions, so whatever is decided in its favour ends
//           in a state without any. With on_conflict::fail the target wins, and nobody looks at the
//           result.
// Holds     (O2) of the merged state, (D4) and (N2), which are made anew; every object has what it
//           needs: its schema, parents of foreign keys, what views read, types, sequences
// Threads   as the merge
// Errors    55000 something new on the losing side needs what the winner has not: refused
#pragma once

#include <helios/catalog/catalog_reader.hpp>
#include <helios/catalog/expression_source.hpp>
#include <helios/history/merge.hpp>

#include <map>
#include <set>

namespace helios::catalog {

class merge_objects {
 public:
  /// Three states with catalogs.
  HELIOS_DECL merge_objects(std::shared_ptr<history::engine> const& in, history::on_conflict policy,
                            history::version_ptr const& base, history::version_ptr const& ours,
                            history::version_ptr const& theirs,
                            expression_source* expressions = nullptr);

  [[nodiscard]] HELIOS_DECL history::tree_origin origin(tree_id id) const;
  [[nodiscard]] HELIOS_DECL storage::shape const* form(tree_id id) const;
  /// In no particular order.
  [[nodiscard]] HELIOS_DECL std::vector<history::merge_conflict> conflicts() const;
  /// Writes the catalog as it was decided. Returns indexes that were created empty: those of one
  /// side over rows that the other wrote anew.
  [[nodiscard]] HELIOS_DECL std::vector<tree_id> write(history::transaction& in) const;
  /// Throws 55000 unless names, objects and trees are as they were decided.
  HELIOS_DECL void expect_written(history::transaction& in) const;

 private:
  struct object {
    object_row row;
    std::optional<table_definition> table;  // of a table; its name and schema are the row's
    history::tree_origin rows = history::tree_origin::rows;
  };
  using objects = std::map<object_id, object>;
  struct side {
    history::version_ptr state;
    objects all;  // but the indexes'
    [[nodiscard]] object const* find(object_id id) const {
      auto const at = all.find(id);
      return at == all.end() ? nullptr : &at->second;
    }
  };
  /// A name and who has it: an object, or a table's index.
  struct claim {
    bytes name;
    object_id object, of;
    friend bool operator==(claim const&, claim const&) = default;
  };

  HELIOS_DECL side read(history::version_ptr const& state) const;
  [[nodiscard]] HELIOS_DECL static bool same(object const& a, object const& b);
  [[nodiscard]] HELIOS_DECL std::optional<storage::tree> rows(side const& of, tree_id id) const;
  /// Whether the rows of a tree are what they were.
  [[nodiscard]] HELIOS_DECL bool wrote(side const& by, tree_id id) const;
  [[nodiscard]] HELIOS_DECL static std::vector<claim> claims_of(object const& o);

  HELIOS_DECL void decide(object_id id);
  [[nodiscard]] HELIOS_DECL bool merge_definition(object& out, object const& base, object const& o,
                                                  object const& t);
  [[nodiscard]] HELIOS_DECL bool brings_back(table_definition const& t) const;
  HELIOS_DECL void take_winners_table(object& out, object const& won, object const& lost);
  HELIOS_DECL void as_winner(object_id id);
  [[nodiscard]] HELIOS_DECL bool settle_names();
  HELIOS_DECL void yield(claim const& c);
  [[nodiscard]] HELIOS_DECL std::optional<std::string> chosen_name(object const& o) const;
  [[nodiscard]] HELIOS_DECL std::string free_name(object_row const& row,
                                                  std::string const& wanted) const;
  [[nodiscard]] HELIOS_DECL bool settle_needs();
  [[nodiscard]] HELIOS_DECL bool settle_sequences();
  [[nodiscard]] HELIOS_DECL std::vector<object_id> needs_of(object const& o) const;
  [[nodiscard]] HELIOS_DECL bool reads_as_on(side const& s, object const& view) const;
  [[nodiscard]] HELIOS_DECL std::vector<object_id> types_named_in(object const& view) const;
  [[nodiscard]] HELIOS_DECL bool labels_as_on(side const& s, std::string_view text) const;
  [[nodiscard]] HELIOS_DECL bool settle_texts();
  [[nodiscard]] HELIOS_DECL std::optional<std::string> meaningless_part(object const& o) const;
  [[nodiscard]] HELIOS_DECL bool take_winners_type(object_id id);
  [[nodiscard]] HELIOS_DECL std::optional<std::string> broken_part(object const& o) const;
  HELIOS_DECL void refuse(object const& o, std::string const& why);
  HELIOS_DECL void set_dependents();
  HELIOS_DECL void set_origins();
  [[nodiscard]] HELIOS_DECL std::map<object_id, object_row> rows_of(objects const& all) const;

  std::shared_ptr<history::engine> engine_;
  expression_source* expressions_;
  history::on_conflict policy_;
  side base_, ours_, theirs_;
  side const *winner_, *loser_;
  history::tree_origin won_;  // by the winner
  objects merged_;
  std::set<object_id> contested_;
  std::set<object_id> winners_tables_;  // that both have, defined as the winner has them
  bool refused_ = false;
  std::map<tree_id, history::tree_origin> origins_;
  std::map<tree_id, storage::shape const*> forms_;
  std::map<tree_id, storage::key_kind> fresh_;  // indexes
};

}  // namespace helios::catalog

#if HELIOS_HEADER_ONLY
#include <helios/catalog/impl/merge_objects.ipp>
#include <helios/catalog/impl/merge_objects_texts.ipp>
#include <helios/catalog/impl/merge_objects_write.ipp>
#endif
