// tests/support/random_sql/queries.hpp -- random queries over tables.
//
// Shape     a query is made for the types its columns shall have, so that it may stand wherever
//           those are wanted
// Holds     a query with ORDER BY orders by all its columns last, so that LIMIT leaves the same
//           rows whatever the plan
#pragma once

#include <tests/support/random_sql/expressions.hpp>

#include <string>
#include <utility>
#include <vector>

namespace helios::test::random_sql {

using types_of_columns = std::string;  // a letter each

/// A query of query_maker::query() that orders its rows.
[[nodiscard]] inline bool ends_ordered(fragment const& query) {
  return !query.parts.empty() && text_of(query.parts.back()).starts_with(" ORDER BY ");
}

class query_maker final : public expression_maker {
 public:
  query_maker(random_source& random, std::vector<table> const& tables, style how)
      : expression_maker(random, how), tables_(tables), wild_(how.wild) {}

  /// What stands behind FROM, and the columns it makes.
  struct source {
    fragment text;
    scope columns;
  };

  /// SELECT, perhaps with WITH, grouped, united with another, ordered, limited.
  [[nodiscard]] fragment query(types_of_columns const& outputs, scope const& outer, int depth) {
    std::size_t const tables_before = tables_.size();
    fragment all;
    if (depth >= 2 && random_.below(8) == 0) all.parts.push_back(with(outer, depth));
    bool const united = depth >= 1 && random_.below(6) == 0;
    if (united) {
      all.parts.push_back(set_operation(outputs, outer, depth));
    } else {
      all.parts.push_back(select(outputs, outer, depth));
    }
    if (random_.below(3) == 0) all.parts.push_back(order_and_limit(outputs));
    tables_.resize(tables_before);
    return std::move(all).as("#query " + outputs);
  }

  [[nodiscard]] fragment select(types_of_columns const& outputs, scope const& outer, int depth) {
    source from = some_source(outer, depth);
    scope const in = joined(from.columns, outer);
    fragment where = random_.below(3) == 0
                         ? fragment()
                         : fragment::of(" WHERE ", expression('b', in, 1 + depth)).or_nothing();
    if (random_.below(3) == 0) return grouped(outputs, std::move(from), std::move(where), in);
    return fragment::of(random_.below(6) == 0 ? "SELECT DISTINCT " : "SELECT ",
                        targets(outputs, in, depth), " FROM ", std::move(from.text),
                        std::move(where))
        .as("#query " + outputs);
  }

  /// Tables, subqueries and lists of values, joined.
  [[nodiscard]] source some_source(scope const& outer, int depth) {
    source all = one_source(outer, depth);
    for (std::size_t more = random_.below(5); more >= 3; --more) {
      source next = one_source(outer, depth);
      all = join(std::move(all), std::move(next), outer, depth);
    }
    return all;
  }

  [[nodiscard]] fragment targets(types_of_columns const& outputs, scope const& in, int depth) {
    fragment all;
    for (char const type : outputs) {
      if (!all.parts.empty()) all.parts.emplace_back(", ");
      all.parts.push_back(expression(type, in, random_.below(2) == 0 ? 0 : depth + 1));
    }
    return all;
  }

  /// GROUP BY, perhaps empty, and what may stand beside it: keys and aggregates.
  struct groups {
    fragment keys;
    scope made;
  };
  [[nodiscard]] groups some_groups(scope const& rows, types_of_columns const& outputs = "ltn") {
    return some_groups(rows, outputs, rows);
  }

  [[nodiscard]] types_of_columns some_types(std::size_t most = 4) {
    types_of_columns types;
    for (std::size_t i = 0, n = 1 + random_.below(most); i != n; ++i) types += any_letter(random_);
    return types;
  }

 private:
  [[nodiscard]] fragment of_a_query(char type, scope const& in, int depth) override {
    std::string const name(type_of_letter(type).name);
    if (type != 'b' || random_.below(3) == 0) {
      source from = some_source(in, depth - 2);
      scope const all = joined(from.columns, in);
      fragment value =
          random_.below(2) == 0 ? aggregate(type, from.columns, 1) : expression(type, all, 1);
      // One row: of an aggregate without groups, or the first.
      bool const aggregated = random_.below(2) == 0;
      if (aggregated) value = aggregate(type, from.columns, 1);
      if (aggregated && text_of(value).find('(') == std::string::npos) return literal(type);
      fragment where = fragment::of(" WHERE ", expression('b', all, 2)).or_nothing();
      return fragment::of("(SELECT ", std::move(value), " FROM ", std::move(from.text),
                          std::move(where), aggregated ? ")" : " ORDER BY 1 LIMIT 1)")
          .as(name);
    }
    char const of = wanted_by(in, "ilnt");
    std::string const one(1, of);
    switch (random_.below(6)) {
      case 0: return fragment::of("EXISTS (", query(some_types(2), in, depth - 2), ")").as(name);
      case 1:
        return fragment::of("NOT EXISTS (", query(some_types(2), in, depth - 2), ")").as(name);
      case 2:
        return fragment::of("(", expression(of, in, 1), " IN (", query(one, in, depth - 2), "))")
            .as(name);
      case 3:
        return fragment::of("(", expression(of, in, 1), " NOT IN (", query(one, in, depth - 2),
                            "))")
            .as(name);
      case 4:
        return fragment::of("((", expression(of, in, 1), ", ", expression('i', in, 1), ") IN (",
                            query(one + "i", in, depth - 2), "))")
            .as(name);
      default: {
        static constexpr std::string_view comparisons[] = {" = ", " <> ", " < ", " >= "};
        return fragment::of("(", expression(of, in, 1),
                            std::string(comparisons[random_.below(4)]) +
                                (random_.below(2) == 0 ? "ANY (" : "ALL ("),
                            query(one, in, depth - 2), "))")
            .as(name);
      }
    }
  }

  [[nodiscard]] static scope joined(scope first, scope const& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  }
  [[nodiscard]] std::string fresh(char const* prefix) { return prefix + std::to_string(++names_); }

  /// `inside`: what aggregates are about.
  [[nodiscard]] groups some_groups(scope const& rows, types_of_columns const& outputs,
                                   scope const& inside) {
    groups of;
    for (std::size_t n = random_.below(3); n != 0; --n) {
      char const type = wanted_by(rows, "ilt");
      fragment key = expression_of_names(type, rows, random_.below(3) == 0 ? 1 : 0);
      of.keys.parts.emplace_back(of.keys.parts.empty() ? " GROUP BY " : ", ");
      of.keys.parts.push_back(key);
      of.made.push_back({std::move(key), type});
    }
    std::size_t const keys_only = of.made.size();
    for (char const type : outputs) {
      if (random_.below(3) != 0) of.made.push_back({aggregate(type, inside, 1), type});
    }
    of.made.push_back({aggregate('l', rows, 1), 'l'});
    if (keys_only != 0 && random_.below(4) == 0) of.made.resize(keys_only);
    return of;
  }

  [[nodiscard]] fragment grouped(types_of_columns const& outputs, source from, fragment where,
                                 scope const& in) {
    groups of = some_groups(from.columns, outputs, random_.below(30) == 0 ? in : from.columns);
    bool const queries_before = std::exchange(queries_allowed_, false);
    fragment list = targets(outputs, of.made, random_.below(2) == 0 ? -1 : 0);
    fragment having = random_.below(3) != 0
                          ? fragment()
                          : fragment::of(" HAVING ", expression('b', of.made, 2)).or_nothing();
    queries_allowed_ = queries_before;
    return fragment::of("SELECT ", std::move(list), " FROM ", std::move(from.text),
                        std::move(where), std::move(of.keys), std::move(having))
        .as("#query " + outputs);
  }

  [[nodiscard]] fragment set_operation(types_of_columns const& outputs, scope const& outer,
                                       int depth) {
    static constexpr char const* operations[] = {" UNION ALL ",     " UNION ",  " INTERSECT ",
                                                 " INTERSECT ALL ", " EXCEPT ", " EXCEPT ALL "};
    return fragment::of("(", query(outputs, outer, depth - 1), ")",
                        operations[random_.below(std::size(operations))], "(",
                        query(outputs, outer, depth - 1), ")");
  }

  [[nodiscard]] fragment order_and_limit(types_of_columns const& outputs) {
    std::string order;
    std::vector<std::size_t> positions;
    for (std::size_t i = 1; i <= outputs.size(); ++i) positions.push_back(i);
    for (std::size_t i = positions.size(); i > 1; --i)
      std::swap(positions[i - 1], positions[random_.below(i)]);
    for (std::size_t const at : positions) {
      order += (order.empty() ? " ORDER BY " : ", ") + std::to_string(at);
      if (random_.below(2) == 0) order += random_.below(2) == 0 ? " DESC" : " ASC";
      if (random_.below(4) == 0) order += random_.below(2) == 0 ? " NULLS FIRST" : " NULLS LAST";
    }
    fragment limit;
    if (random_.below(2) == 0) {
      limit =
          fragment(" LIMIT " + std::to_string(random_.below(7)) +
                   (random_.below(3) == 0 ? " OFFSET " + std::to_string(random_.below(4)) : ""));
      limit.optional = true;
    }
    return fragment::of(order, std::move(limit)).or_nothing();
  }

  [[nodiscard]] fragment with(scope const& outer, int depth) {
    static_cast<void>(outer);  // a query of WITH sees no names of the query around
    types_of_columns const types = some_types(3);
    table made{fresh("w"), {}, {}};
    for (std::size_t i = 0; i != types.size(); ++i)
      made.columns.push_back({"w" + std::to_string(i + 1), types[i]});
    static constexpr char const* kept[] = {" AS (", " AS (", " AS MATERIALIZED (",
                                           " AS NOT MATERIALIZED ("};
    fragment all =
        fragment::of("WITH " + made.name + names_of(made), kept[random_.below(std::size(kept))],
                     query(types, {}, depth - 1), ") ")
            .or_nothing();
    tables_.push_back(std::move(made));
    tables_.push_back(tables_.back());  // more likely to be used
    return all;
  }

  [[nodiscard]] static std::string names_of(table const& t) {
    std::string list;
    for (column const& c : t.columns) list += (list.empty() ? " (" : ", ") + c.name;
    return list + ")";
  }
  [[nodiscard]] static scope columns_of(table const& t, std::string const& alias) {
    scope made;
    for (column const& c : t.columns) made.push_back({fragment(alias + '.' + c.name), c.type});
    return made;
  }

  [[nodiscard]] source one_source(scope const& outer, int depth) {
    std::string const alias = fresh("a");
    if (depth >= 1 && random_.below(6) == 0) {
      types_of_columns const types = some_types(3);
      table made{alias, {}, {}};
      for (std::size_t i = 0; i != types.size(); ++i)
        made.columns.push_back({"s" + std::to_string(i + 1), types[i]});
      fragment inner = query(types, outer, depth - 1);
      return {fragment::of("(", std::move(inner), ") AS " + alias + names_of(made)),
              columns_of(made, alias)};
    }
    if (random_.below(12) == 0) return values(alias);
    table const& t = tables_[random_.below(tables_.size())];
    return {fragment(t.name + " AS " + alias), columns_of(t, alias)};
  }

  [[nodiscard]] source values(std::string const& alias) {
    types_of_columns const types = some_types(3);
    table made{alias, {}, {}};
    fragment rows;
    for (std::size_t row = 0, n = 1 + random_.below(4); row != n; ++row) {
      fragment one(row == 0 ? "(" : ", (");
      fragment list = fragment::of(std::move(one));
      for (std::size_t i = 0; i != types.size(); ++i) {
        if (i != 0) list.parts.emplace_back(", ");
        list.parts.push_back(row == 0 ? typed_literal(random_, type_of_letter(types[i]), wild_)
                                      : text_of(literal(types[i])));
      }
      list.parts.emplace_back(")");
      list.optional = row != 0;
      rows.parts.push_back(std::move(list));
    }
    for (std::size_t i = 0; i != types.size(); ++i)
      made.columns.push_back({"v" + std::to_string(i + 1), types[i]});
    return {fragment::of("(VALUES ", std::move(rows), ") AS " + alias + names_of(made)),
            columns_of(made, alias)};
  }

  [[nodiscard]] source join(source left, source right, scope const& outer, int depth) {
    scope all = joined(left.columns, right.columns);
    switch (random_.below(8)) {
      case 0:
        return {fragment::of(std::move(left.text), " CROSS JOIN ", std::move(right.text)),
                std::move(all)};
      case 1: {  // FULL JOIN wants an equality of both sides
        std::string const on = equality(left.columns, right.columns);
        if (on.empty()) break;
        return {
            fragment::of(std::move(left.text), " FULL JOIN ", std::move(right.text), " ON " + on),
            std::move(all)};
      }
      case 2: {
        types_of_columns const types = some_types(2);
        std::string const alias = fresh("a");
        table made{alias, {}, {}};
        for (std::size_t i = 0; i != types.size(); ++i)
          made.columns.push_back({"s" + std::to_string(i + 1), types[i]});
        if (depth < 1) break;
        fragment inner = query(types, joined(left.columns, outer), depth - 1);
        bool const keeps = random_.below(2) == 0;
        return {fragment::of(
                    std::move(left.text), keeps ? " LEFT JOIN LATERAL (" : " CROSS JOIN LATERAL (",
                    std::move(inner), ") AS " + alias + names_of(made), keeps ? " ON true" : ""),
                joined(left.columns, columns_of(made, alias))};
      }
      default: break;
    }
    static constexpr char const* kinds[] = {" JOIN ", " LEFT JOIN ", " RIGHT JOIN ",
                                            " INNER JOIN "};
    fragment condition = expression('b', all, 1);
    std::string const on = equality(left.columns, right.columns);
    if (!on.empty() && random_.below(4) != 0) {
      condition =
          random_.below(2) == 0 ? fragment(on) : fragment::of(on, " AND ", std::move(condition));
    }
    return {fragment::of(std::move(left.text), kinds[random_.below(std::size(kinds))],
                         std::move(right.text), " ON ", std::move(condition)),
            std::move(all)};
  }

  /// a = b of two columns of one type, if there are such.
  [[nodiscard]] std::string equality(scope const& left, scope const& right) {
    std::vector<std::string> found;
    for (named const& l : left) {
      for (named const& r : right) {
        if (l.type == r.type) found.push_back(text_of(l.text) + " = " + text_of(r.text));
      }
    }
    return found.empty() ? std::string() : found[random_.below(found.size())];
  }

  std::vector<table> tables_;
  bool wild_;
  std::size_t names_ = 0;
};

}  // namespace helios::test::random_sql
