#include <helios/plan/lower.hpp>

#include <tests/plan/plan_fixture.hpp>

using namespace helios;
using namespace helios::test;
using exec::join_kind;
using exec::make_subquery;
using plan::node_ptr;
using plan::query;

namespace {

using texts = std::vector<std::string>;

/// people (id, name, boss), orders (person, item numeric, price) without a key, pairs keyed by two.
struct shop : plan_fixture {
  catalog::table_ptr people, orders, pairs;

  shop() {
    run([](catalog::write_scope& s, catalog_editor& e) {
      auto const id = e.new_column("id", type_id::int4);
      auto const name = e.new_column("name", type_id::text);
      auto const boss = e.new_column("boss", type_id::int4);
      auto const p = e.create_table(public_schema, "people", {id, name, boss},
                                    {key(constraint_kind::primary_key, {id.id})});
      s.writer(p).insert(row_values{int4(1), text("ann"), value()});
      s.writer(p).insert(row_values{int4(2), text("bob"), int4(1)});
      s.writer(p).insert(row_values{int4(3), text("cyd"), int4(1)});
      s.writer(p).insert(row_values{int4(4), text("dan"), int4(3)});
      auto const person = e.new_column("person", type_id::int4);
      auto const item = e.new_column("item", type_id::text);
      auto const price = e.new_column("price", types::data_type(type_id::numeric));
      auto const o = e.create_table(public_schema, "orders", {person, item, price}, {});
      s.writer(o).insert(row_values{int4(2), text("pen"), value(types::decimal(150, 2))});
      s.writer(o).insert(row_values{int4(2), text("ink"), value(types::decimal(7, 0))});
      s.writer(o).insert(row_values{int4(4), text("pen"), value(types::decimal(2, 0))});
      s.writer(o).insert(row_values{value(), text("cup"), value(types::decimal(5, 0))});
      auto const a = e.new_column("a", type_id::int4);
      auto const b = e.new_column("b", type_id::text);
      auto const q = e.create_table(public_schema, "pairs", {a, b},
                                    {key(constraint_kind::primary_key, {b.id, a.id})});
      for (int i = 0; i != 6; ++i)
        s.writer(q).insert(row_values{int4(i), text(i % 2 == 0 ? "even" : "odd")});
    });
    people = table("people");
    orders = table("orders");
    pairs = table("pairs");
  }
};

}  // namespace

TEST_CASE("rows, filters, projections, sorts and limits", "[plan][lower]") {
  shop f;
  query q;
  plan_builder b(q);
  node_ptr s = b.scan(f.people);
  expression_ptr const id = at(*s, 0), boss = at(*s, 2);
  node_ptr n = b.filter(std::move(s), {make_call(">", {id, number(1)})});
  n = b.project(std::move(n), {make_call("+", {id, number(10)}), boss});
  expression_ptr const by = at(*n, 0);
  n = b.sort(std::move(n), {{by, types::descending}});
  q.root = b.limit(std::move(n), exec::make_parameter(0, type_id::int8), big(1));
  for (std::uint32_t const capacity : {1U, 2U, 2048U}) {
    auto const rows = [&](value const& count) {
      return texts_of(f.rows_of(q, capacity, {{count}}));
    };
    CHECK(rows(value(std::int64_t{1})) == texts{"13|1|"});
    CHECK(rows(value()) == texts{"13|1|", "12|1|"});
    auto const e = thrown_by([&] { return rows(value(std::int64_t{-1})); });
    REQUIRE(e);
    CHECK(e->sqlstate() == "2201W");
    CHECK(e->message() == "LIMIT must not be negative");
  }
}

TEST_CASE("every kind of key is read back", "[plan][lower]") {
  shop f;
  query q;
  plan_builder b(q);
  q.root = b.scan(f.pairs);
  CHECK(f.texts(q, 2) == texts{"0|even|", "2|even|", "4|even|", "1|odd|", "3|odd|", "5|odd|"});
  q.root = b.scan(f.orders);
  auto& s = plan::as<plan::scan>(*q.root);
  s.columns.push_back(b.new_column(type_id::int8));
  s.sources.push_back({plan::scan::source::type::row_id, 0});
  CHECK(f.texts(q).size() == 4);
  CHECK(f.texts(q)[0].starts_with("2|pen|1.50|"));
}

TEST_CASE("joins by keys, by conditions and by slots", "[plan][lower]") {
  shop f;
  for (std::uint32_t const capacity : {1U, 2U, 2048U}) {
    for (auto const how : {join_kind::inner, join_kind::left, join_kind::semi, join_kind::anti}) {
      for (bool const lateral : {false, true}) {
        query q;
        plan_builder b(q);
        node_ptr p = b.scan(f.people), o = b.scan(f.orders);
        expression_ptr const id = at(*p, 0), name = at(*p, 1), person = at(*o, 0), item = at(*o, 1);
        expressions keep{name};
        if (how <= join_kind::full) keep.push_back(item);
        node_ptr j;
        if (lateral) {
          std::uint32_t const slot = b.new_slot();
          o = b.filter(std::move(o), {make_call("=", {person, outer(slot, id)})});
          j = b.join(how, std::move(p), std::move(o), {});
          plan::as<plan::join>(*j).slots = {slot};
          plan::as<plan::join>(*j).slot_values = {id};
        } else {
          j = b.join(how, std::move(p), std::move(o), {make_call("=", {person, id})});
        }
        q.root = b.project(std::move(j), keep);
        texts wanted;
        if (how == join_kind::inner) wanted = {"bob|ink|", "bob|pen|", "dan|pen|"};
        if (how == join_kind::left)
          wanted = {"ann|NULL|", "bob|ink|", "bob|pen|", "cyd|NULL|", "dan|pen|"};
        if (how == join_kind::semi) wanted = {"bob|", "dan|"};
        if (how == join_kind::anti) wanted = {"ann|", "cyd|"};
        CAPTURE(capacity, static_cast<int>(how), lateral);
        CHECK(sorted(f.rows_of(q, capacity)) == wanted);
      }
    }
  }
}

TEST_CASE("groups, distinct rows and set operations", "[plan][lower]") {
  shop f;
  query q;
  plan_builder b(q);
  node_ptr o = b.scan(f.orders);
  expression_ptr const item = at(*o, 1), price = at(*o, 2);
  q.root = b.aggregate(std::move(o), {item},
                       {exec::make_aggregate("sum", {price}), exec::make_aggregate("count", {})});
  CHECK(sorted(f.rows_of(q, 2)) == texts{"cup|5|1|", "ink|7|1|", "pen|3.50|2|"});

  node_ptr l = b.scan(f.orders), r = b.scan(f.orders);
  expressions const left{at(*l, 1)}, right{at(*r, 1)};
  l = b.project(std::move(l), left);
  r = b.project(std::move(r), right);
  q.root = b.set(exec::set_kind::union_, true, std::move(l), std::move(r));
  CHECK(f.texts(q).size() == 8);
  q.root = b.distinct(std::move(q.root));
  CHECK(f.texts(q) == texts{"pen|", "ink|", "cup|"});
}

TEST_CASE("a subquery is worth a value", "[plan][lower]") {
  shop f;
  // (SELECT item FROM orders WHERE person = $slot)
  auto const correlated = [&](query& q, plan_builder& b, plan::subquery::type what) {
    node_ptr o = b.scan(f.orders);
    expression_ptr const person = at(*o, 0), item = at(*o, 1);
    plan::subquery s;
    s.what = what;
    s.slots = {b.new_slot()};
    s.root = b.project(
        b.filter(std::move(o),
                 {make_call("=", {person, make_outer_column(s.slots[0], type_id::int4)})}),
        {item});
    q.subqueries.push_back(std::move(s));
  };
  for (std::uint32_t const capacity : {1U, 2048U}) {
    query q;
    plan_builder b(q);
    correlated(q, b, plan::subquery::type::exists);
    node_ptr p = b.scan(f.people);
    expression_ptr const id = at(*p, 0);
    q.root = b.project(std::move(p), {id, make_subquery(0, type_id::boolean, {id})});
    CHECK(f.texts(q, capacity) == texts{"1|f|", "2|t|", "3|f|", "4|t|"});

    q.subqueries[0].what = plan::subquery::type::scalar;
    plan::as<plan::project>(*q.root).values[1] = make_subquery(0, type_id::text, {id});
    q.root->columns[1].type = type_id::text;
    auto const e = thrown_by([&] { return f.texts(q, capacity); });
    REQUIRE(e);
    CHECK(e->sqlstate() == "21000");
    CHECK(e->message() == "more than one row returned by a subquery used as an expression");
  }
}

TEST_CASE("IN a subquery knows NULL", "[plan][lower]") {
  shop f;
  // boss IN (SELECT person FROM orders [WHERE item = ..])
  for (char const* const only : {"pen", "cup", "none", ""}) {
    for (bool const hashed : {true, false}) {
      query q;
      plan_builder b(q);
      node_ptr o = b.scan(f.orders);
      expression_ptr const person = at(*o, 0), item = at(*o, 1);
      if (*only != 0)
        o = b.filter(std::move(o), {make_call("=", {item, make_constant(text(only))})});
      plan::subquery s;
      s.what = plan::subquery::type::any;
      s.slots = {b.new_slot()};
      s.root = b.project(std::move(o), {person});
      expression_ptr const x = make_outer_column(s.slots[0], type_id::int4);
      s.comparison = make_call("=", {x, at(*s.root, 0)});
      if (!hashed) s.comparison = make_not(make_call("<>", {x, at(*s.root, 0)}));
      q.subqueries.push_back(std::move(s));
      node_ptr p = b.values({{number(2)}, {number(3)}, {make_constant({}, type_id::int4)}});
      expression_ptr const v = at(*p, 0);
      q.root = b.project(std::move(p), {make_subquery(0, type_id::boolean, {v})});
      CAPTURE(only, hashed);
      texts const got = f.texts(q);
      if (std::string_view(only) == "pen") CHECK(got == texts{"t|", "f|", "NULL|"});
      if (std::string_view(only) == "cup") CHECK(got == texts{"NULL|", "NULL|", "NULL|"});
      if (std::string_view(only) == "none") CHECK(got == texts{"f|", "f|", "f|"});
      if (*only == 0) CHECK(got == texts{"t|", "NULL|", "NULL|"});
    }
  }
}

TEST_CASE("a shared query is made once, a recursion round by round", "[plan][lower]") {
  shop f;
  for (std::uint32_t const capacity : {1U, 2U, 2048U}) {
    query q;
    plan_builder b(q);
    // WITH r AS (SELECT random() FROM people) SELECT count(*) FROM r a JOIN r b ON a.x = b.x
    node_ptr p = b.scan(f.people);
    p = b.project(std::move(p), {make_call("random", {})});
    q.shared.push_back(std::move(p));
    q.shared_names.emplace_back("r");
    node_ptr x = b.shared(0, *q.shared[0]), y = b.shared(0, *q.shared[0]);
    expression_ptr const equal = make_call("=", {at(*x, 0), at(*y, 0)});
    q.root = b.aggregate(b.join(join_kind::inner, std::move(x), std::move(y), {equal}), {},
                         {exec::make_aggregate("count", {})});
    CHECK(f.texts(q, capacity) == texts{"4|"});

    // WITH RECURSIVE below AS (SELECT id, 0 WHERE id = 1 UNION ALL
    //                          SELECT p.id, depth + 1 FROM people p JOIN below ON boss = below.id)
    query r;
    plan_builder c(r);
    node_ptr first = c.values({{number(1), number(0)}});
    r.shared.push_back(nullptr);
    r.shared_names.emplace_back("below");
    node_ptr below = c.shared(0, *first), people = c.scan(f.people);
    expression_ptr const reports = make_call("=", {at(*people, 2), at(*below, 0)});
    expressions const step{at(*people, 0), make_call("+", {at(*below, 1), number(1)})};
    node_ptr again =
        c.project(c.join(join_kind::inner, std::move(people), std::move(below), {reports}), step);
    auto recursive = std::make_unique<plan::recursive>();
    for (plan::column const& col : first->columns)
      recursive->columns.push_back(c.new_column(col.type, col.name));
    recursive->inputs.push_back(std::move(first));
    recursive->inputs.push_back(std::move(again));
    r.root = std::move(recursive);
    CHECK(f.texts(r, capacity) == texts{"1|0|", "2|1|", "3|1|", "4|2|"});
  }
}

TEST_CASE("UNION in a recursion ends a cycle", "[plan][lower]") {
  shop f;
  query q;
  plan_builder b(q);
  node_ptr first = b.values({{number(0)}});
  q.shared.push_back(nullptr);
  q.shared_names.emplace_back("r");
  node_ptr again = b.shared(0, *first);
  expression_ptr const next =
      make_call("%", {make_call("+", {at(*again, 0), number(1)}), number(3)});
  again = b.project(std::move(again), {next});
  auto recursive = std::make_unique<plan::recursive>();
  recursive->all = false;
  recursive->columns = {b.new_column(type_id::int4, "n")};
  recursive->inputs.push_back(std::move(first));
  recursive->inputs.push_back(std::move(again));
  q.root = std::move(recursive);
  CHECK(f.texts(q) == texts{"0|", "1|", "2|"});
}

TEST_CASE("versions of rows, all or of one key", "[plan][lower]") {
  shop f;
  scn const before = f.db->last_commit();
  f.run([&](catalog::write_scope& s, catalog_editor&) {
    auto& w = s.writer(f.people->id);
    w.update(storage::key_view(2), row_values{int4(2), text("rob"), int4(1)});
    w.erase(storage::key_view(4));
  });
  for (bool const pinned : {false, true}) {
    query q;
    plan_builder b(q);
    node_ptr n = b.scan(f.people);
    auto& s = plan::as<plan::scan>(*n);
    s.versions = plan::version_range{before, f.db->last_commit()};
    using source = plan::scan::source::type;
    s.columns.push_back(b.new_column(type_id::text, "versions_operation"));
    s.sources.push_back({source::operation, 0});
    s.columns.push_back(b.new_column(type_id::int8, "versions_endscn"));
    s.sources.push_back({source::end_scn, 0});
    if (pinned) s.filters = {make_call("=", {at(*n, 0), number(2)})};
    expressions const keep{at(*n, 1), at(*n, 3),
                           make_test(exec::expression_kind::is_null, at(*n, 4))};
    q.root = b.project(std::move(n), keep);
    f.optimize(q);
    exec::run_context run;
    head_trees trees(*f.db);
    plan::execution of(q, run, trees);
    texts const got = sorted(all_rows(of.root()));
    CHECK(trees.pinned == pinned);
    if (pinned) {
      CHECK(got == texts{"bob|I|f|", "rob|U|t|"});
    } else {
      CHECK(got == texts{"ann|I|t|", "bob|I|f|", "cyd|I|t|", "dan|D|t|", "dan|I|f|", "rob|U|t|"});
    }
  }
}
