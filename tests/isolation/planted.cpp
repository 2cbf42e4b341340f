// tests/isolation/planted.cpp -- the checker of histories, proved: it finds each planted anomaly,
// by its name, and none in histories that a model of the level made.

#include <tests/isolation/history_checker.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

using namespace helios::test;

namespace {

using form = key_form;
using kind = anomaly_kind;

/// Histories of a store with snapshots, where the first to commit wins. With one session they are
/// serial.
class model_run {
 public:
  model_run(random_source& random, int sessions) : random_(random) {
    for (int s = 0; s != sessions; ++s) open_.push_back({s, {}, {}, {}, 0});
  }

  transaction_history of(std::size_t transactions, int keys) {
    while (done_.size() < transactions) {
      running& r = open_[random_.below(open_.size())];
      if (r.steps.empty()) {
        r.snapshot = r.state = state_;
        r.left = 1 + random_.below(5);
      }
      if (r.left-- != 0) {
        step(r, keys);
      } else {
        end(r);
      }
    }
    history_transaction last{static_cast<int>(open_.size()), true, {}, true};
    for (auto const& [key, values] : state_)
      last.steps.push_back({key, true, 0, seen(key, values)});
    done_.push_back(last);
    return done_;
  }

 private:
  using store = std::map<history_key, std::vector<int>>;
  struct running {
    int session;
    store snapshot, state;
    std::vector<history_step> steps;
    std::uint64_t left;
  };
  [[nodiscard]] static std::vector<int> seen(history_key const& key, std::vector<int> values) {
    if (key.form == form::cell && values.size() > 1) values.erase(values.begin(), values.end() - 1);
    if (key.form == form::set) std::sort(values.begin(), values.end());
    return values;
  }
  void step(running& r, int keys) {
    history_key const key{static_cast<form>(random_.below(3)),
                          static_cast<int>(random_.below(static_cast<std::uint64_t>(keys)))};
    if (random_.below(2) == 0) {
      r.state[key].push_back(++values_);
      r.steps.push_back({key, false, values_, {}});
    } else {
      r.steps.push_back({key, true, 0, seen(key, r.state[key])});
    }
  }
  void end(running& r) {
    bool commits = random_.below(10) != 0;
    for (history_step const& s : r.steps)
      if (!s.reads && s.key.form != form::set && state_[s.key] != r.snapshot[s.key])
        commits = false;
    if (commits)
      for (history_step const& s : r.steps)
        if (!s.reads) state_[s.key].push_back(s.value);
    done_.push_back({r.session, commits, std::move(r.steps), false});
    r.steps.clear();
  }

  random_source& random_;
  store state_;
  std::vector<running> open_;
  transaction_history done_;
  int values_ = 0;
};

/// Puts transactions with new keys and values at random places into a history.
class planting {
 public:
  planting(random_source& random, transaction_history around)
      : random_(random), history_(std::move(around)) {}

  [[nodiscard]] history_key key(form f) { return {f, ++keys_}; }
  [[nodiscard]] form any_form() { return static_cast<form>(random_.below(3)); }
  [[nodiscard]] int value() { return ++values_; }
  [[nodiscard]] static history_step write(history_key k, int v) { return {k, false, v, {}}; }
  [[nodiscard]] static history_step read(history_key k, std::vector<int> seen) {
    return {k, true, 0, std::move(seen)};
  }
  void add(std::vector<history_step> steps, bool committed = true) {
    std::size_t const at = random_.below(history_.size() + 1);
    history_.insert(history_.begin() + static_cast<std::ptrdiff_t>(at),
                    {++sessions_, committed, std::move(steps), false});
  }
  [[nodiscard]] transaction_history const& take() const { return history_; }

 private:
  random_source& random_;
  transaction_history history_;
  int keys_ = 1000, values_ = 1'000'000, sessions_ = 1000;
};

enum class edge : std::uint8_t { ww, wr, rw };

[[nodiscard]] kind kind_of(std::vector<edge> const& cycle) {
  std::size_t rw = 0, wr = 0;
  bool meet = false;
  for (std::size_t i = 0; i != cycle.size(); ++i) {
    rw += cycle[i] == edge::rw;
    wr += cycle[i] == edge::wr;
    meet |= cycle[i] == edge::rw && cycle[(i + 1) % cycle.size()] == edge::rw;
  }
  if (rw == 0) return wr == 0 ? kind::g0 : kind::g1c;
  if (rw == 1) return kind::g_single;
  return meet ? kind::g2 : kind::g_nonadjacent;
}

/// Transactions in a ring, each with an edge to the next on a key of its own.
void plant_cycle(planting& in, random_source& random, std::vector<edge> const& cycle) {
  std::vector<std::vector<history_step>> steps(cycle.size());
  for (std::size_t i = 0; i != cycle.size(); ++i) {
    std::vector<history_step>& from = steps[i];
    std::vector<history_step>& to = steps[(i + 1) % cycle.size()];
    auto const put = [&random](std::vector<history_step>& into, std::vector<history_step> more) {
      std::size_t const at = random.below(into.size() + 1);
      into.insert(into.begin() + static_cast<std::ptrdiff_t>(at), more.begin(), more.end());
    };
    int const v = in.value(), w = in.value();
    history_key const key = in.key(cycle[i] == edge::ww ? form::list : in.any_form());
    switch (cycle[i]) {
      case edge::ww:
        put(from, {in.write(key, v)});
        put(to, {in.write(key, w)});
        in.add({in.read(key, {v, w})});
        break;
      case edge::wr:
        put(from, {in.write(key, v)});
        put(to, {in.read(key, {v})});
        break;
      case edge::rw:
        put(from, {in.read(key, {})});
        if (key.form == form::cell)
          put(to, {in.read(key, {}), in.write(key, v)});
        else
          put(to, {in.write(key, v)});
        if (key.form == form::list) in.add({in.read(key, {v})});
        break;
    }
  }
  for (auto& s : steps) in.add(std::move(s));
}

void plant(planting& in, kind what) {
  int const v = in.value(), w = in.value();
  history_key const list = in.key(form::list), any = in.key(in.any_form());
  switch (what) {
    case kind::internal:
      if (any.form == form::cell)
        in.add({in.write(any, v), in.read(any, {})});
      else
        in.add({in.read(any, {}), in.write(any, v), in.read(any, {})});
      break;
    case kind::made_up: in.add({in.read(any, {v})}); break;
    case kind::duplicate:
      in.add({in.write(list, v)});
      in.add({in.read(list, {v, v})});
      break;
    case kind::disagreement:
      in.add({in.write(list, v)});
      in.add({in.write(list, w)});
      in.add({in.read(list, {v, w})});
      in.add({in.read(list, {w})});
      break;
    case kind::g1a:
      in.add({in.write(any, v)}, false);
      in.add({in.read(any, {v})});
      break;
    case kind::g1b:
      in.add({in.write(list, v), in.write(list, w)});
      in.add({in.read(list, {v})});
      break;
    case kind::lost_write:
    case kind::g0:
    case kind::g1c:
    case kind::g_single:
    case kind::g_nonadjacent:
    case kind::g2: FAIL("planted otherwise");
  }
}

void finds_only(transaction_history const& history, kind what) {
  history_checker const checked(history);
  std::string all;
  for (anomaly const& a : checked.anomalies())
    all += std::string(name_of(a.kind)) + ": " + a.proof + "\n";
  INFO("planted " << name_of(what) << "; found\n" << all);
  REQUIRE(checked.worst(false));
  bool others = false;
  for (anomaly const& a : checked.anomalies()) others = others || a.kind != what;
  REQUIRE_FALSE(others);
  REQUIRE(checked.worst(true).has_value() == (what != kind::g2));
}

}  // namespace

TEST_CASE("planted cycles are found, and called what they are", "[isolation]") {
  random_source random;
  CAPTURE(random.seed);
  std::map<kind, int> planted;
  for (int i = 0; i != 400; ++i) {
    CAPTURE(i);
    std::vector<edge> cycle(2 + random.below(4));
    // Fewer kinds of edges in some, so that each anomaly comes up.
    std::uint64_t const kinds = 1 + random.below(3);
    for (edge& e : cycle) e = static_cast<edge>(random.below(kinds));
    if (i % 4 == 0) cycle[random.below(cycle.size())] = edge::rw;
    if (i % 8 == 1) cycle = {edge::rw, cycle[0], edge::rw, edge::wr};
    planting in(random, model_run(random, 1).of(random.below(60), 8));
    plant_cycle(in, random, cycle);
    finds_only(in.take(), kind_of(cycle));
    ++planted[kind_of(cycle)];
  }
  for (kind const k : {kind::g0, kind::g1c, kind::g_single, kind::g_nonadjacent, kind::g2}) {
    INFO(name_of(k));
    CHECK(planted[k] >= 10);
  }
}

TEST_CASE("planted reads of what cannot be read are found", "[isolation]") {
  random_source random;
  CAPTURE(random.seed);
  for (kind const what :
       {kind::internal, kind::made_up, kind::duplicate, kind::disagreement, kind::g1a, kind::g1b}) {
    for (int i = 0; i != 20; ++i) {
      CAPTURE(i);
      planting in(random, model_run(random, 1).of(random.below(60), 8));
      plant(in, what);
      finds_only(in.take(), what);
    }
  }
}

TEST_CASE("planted losses of commits are found", "[isolation]") {
  random_source random;
  CAPTURE(random.seed);
  for (int i = 0; i != 20; ++i) {
    CAPTURE(i);
    transaction_history history = model_run(random, 1).of(60, 8);
    history_key const lost{static_cast<form>(i % 3), 1000};
    history.insert(history.begin(), {1000, true, {{lost, false, 1'000'000, {}}}, false});
    history.back().steps.push_back({lost, true, 0, {}});
    history_checker const checked(history);
    auto const& all = checked.anomalies();
    CHECK(std::any_of(all.begin(), all.end(),
                      [](anomaly const& a) { return a.kind == kind::lost_write; }));
  }
}

TEST_CASE("what is seen of an unanswered COMMIT must be there wholly", "[isolation]") {
  history_key const one{form::list, 1}, other{form::set, 1};
  history_transaction unanswered{1, false, {{one, false, 1, {}}, {other, false, 2, {}}}};
  unanswered.undetermined = true;
  auto const with = [&](std::vector<history_step> seen) {
    transaction_history all = {unanswered, {}, {2, true, std::move(seen), true}};
    all[1].fence = true;
    settle(all);
    return all;
  };
  history_step const sees_one{one, true, 0, {1}}, misses_one{one, true, 0, {}};
  history_step const sees_other{other, true, 0, {2}}, misses_other{other, true, 0, {}};
  CHECK(history_checker(with({sees_one, sees_other})).anomalies().empty());
  CHECK(history_checker(with({misses_one, misses_other})).anomalies().empty());
  for (auto const& half : {with({sees_one, misses_other}), with({misses_one, sees_other})}) {
    auto const worst = history_checker(half).worst(true);
    REQUIRE(worst);
    CHECK(worst->kind == kind::lost_write);
  }
}

TEST_CASE("an unanswered COMMIT is seen through another one", "[isolation]") {
  history_key const first{form::list, 1}, second{form::cell, 2};
  transaction_history all = {{1, false, {{first, false, 1, {}}}},
                             {2, false, {{first, true, 0, {1}}, {second, false, 2, {}}}},
                             {3, true, {{second, true, 0, {2}}, {first, true, 0, {}}}}};
  all[0].undetermined = all[1].undetermined = true;
  settle(all);
  CHECK(all[0].committed);
  CHECK(all[1].committed);
  finds_only(all, kind::g_single);
}

TEST_CASE("histories of which some COMMITs were not answered show no more", "[isolation]") {
  random_source random;
  CAPTURE(random.seed);
  std::size_t vanished = 0;
  for (int i = 0; i != 100; ++i) {
    CAPTURE(i);
    transaction_history history =
        model_run(random, 1 + static_cast<int>(random.below(5))).of(100, 6);
    // Those that did not commit have not left anything, whatever else is known of them.
    for (history_transaction& t : history)
      t.undetermined = !t.final && random.below(t.committed ? 20 : 2) == 0;
    settle(history);
    for (history_transaction const& t : history) vanished += t.undetermined && !t.committed;
    auto const worst = history_checker(history).worst(true);
    INFO((worst ? name_of(worst->kind) + (": " + worst->proof) : ""));
    CHECK_FALSE(worst);
  }
  CHECK(vanished > 100);
}

TEST_CASE("whoever begins behind a fence sees what ended before it", "[isolation]") {
  history_key const key{form::list, 1};
  transaction_history all = {{1, true, {{key, false, 1, {}}}},
                             {},
                             {2, true, {{key, true, 0, {}}}},
                             {3, true, {{key, true, 0, {1}}}}};
  CHECK(history_checker(all).anomalies().empty());
  all[1].fence = true;
  finds_only(all, kind::g_single);
}

TEST_CASE("a client that goes back in time is found", "[isolation]") {
  history_key const key{form::list, 1};
  transaction_history const history = {{1, true, {{key, false, 1, {}}}},
                                       {2, true, {{key, true, 0, {1}}}},
                                       {2, true, {{key, true, 0, {}}}}};
  finds_only(history, kind::g_single);
}

TEST_CASE("serial histories show nothing, those of snapshots nothing but G2", "[isolation]") {
  random_source random;
  CAPTURE(random.seed);
  int skewed = 0;
  for (int i = 0; i != 100; ++i) {
    CAPTURE(i);
    int const keys = 1 + static_cast<int>(random.below(8));
    auto const serial = history_checker(model_run(random, 1).of(100, keys)).worst(false);
    INFO((serial ? serial->proof : ""));
    CHECK_FALSE(serial);
    transaction_history const history =
        model_run(random, 2 + static_cast<int>(random.below(7))).of(200, keys);
    history_checker const checked(history);
    auto const worst = checked.worst(true);
    INFO((worst ? name_of(worst->kind) + (": " + worst->proof) : ""));
    CHECK_FALSE(worst);
    skewed += checked.worst(false).has_value();
  }
  CHECK(skewed > 50);
}
