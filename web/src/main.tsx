import { render } from "preact";
import { App } from "./page/App";
import { findCarried, restore } from "./reading/store";
import "./style/base.css";
import "./style/header.css";
import "./style/read.css";
import "./style/articles.css";
import "./style/matrix.css";
import "./style/changes.css";
import "./style/verify.css";
import "./style/print.css";

const carried = findCarried();
const root = document.getElementById("app")!;
root.replaceChildren();
render(<App first={carried ?? restore()} offline={carried !== null} />, root);
