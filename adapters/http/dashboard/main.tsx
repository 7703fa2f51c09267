import { render } from 'preact';
import { App } from './app.tsx';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/views.css';

const root = document.getElementById('dashboard');
if (root !== null) render(<App />, root);
