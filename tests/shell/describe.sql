CREATE TABLE users (id SERIAL PRIMARY KEY, name VARCHAR(20) NOT NULL UNIQUE, age INT DEFAULT 18 CHECK (age >= 0));
CREATE TABLE orders (id BIGINT PRIMARY KEY, who INT REFERENCES users (id), total NUMERIC(10, 2));
CREATE INDEX by_total ON orders (total DESC);
CREATE VIEW adults AS SELECT id, name FROM users WHERE age >= 18;
CREATE SEQUENCE tickets;
\d
\dt
\di
\dv
\ds
\d users
\d orders
\d adults
\d nothing
